"""Files that were carried over HTTP, SMB, TFTP, FTP, mail and DICOM: found by tshark, listed, and saved safely."""
