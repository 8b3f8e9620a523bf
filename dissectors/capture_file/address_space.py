"""Several files mapped side by side into one range of addresses, so that one numpy array reaches all their bytes.

File number k begins at k times STRIDE. The range is reserved, not filled: it costs nothing but addresses, and reads
as zero where no file is mapped. Python's mmap cannot map at a chosen place, so the C library is asked.
"""

from __future__ import annotations

import ctypes
import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from dissectors.errors import CaptureFileError

STRIDE: Final = 1 << 36
"""64 GiB for each file."""
_MAP_FIXED: Final = 0x10
_MAP_NORESERVE: Final = getattr(mmap, "MAP_NORESERVE", 0x4000)


class AddressSpace:
    """Room for as many files as there are paths; raises CaptureFileError where the machine has no such mapping."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.places = len(paths)
        self._paths = list(paths)
        self._mapped = [0] * len(paths)
        try:
            flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _MAP_NORESERVE
            region = mmap.mmap(-1, STRIDE * len(paths), flags=flags, prot=mmap.PROT_READ)
            self._libc = ctypes.CDLL(None, use_errno=True)
        except (OSError, ValueError, TypeError, AttributeError, OverflowError) as error:
            raise CaptureFileError(f"several files cannot be mapped as one here: {error}") from error
        self._libc.mmap.restype = ctypes.c_void_p
        self._libc.mmap.argtypes = (
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_int,
            ctypes.c_long,
        )
        self._bytes: npt.NDArray[np.uint8] = np.frombuffer(region, dtype=np.uint8)

    def view(self, needed: Sequence[int]) -> npt.NDArray[np.uint8]:
        """All the files, of each at least as many bytes as `needed` says; read-only, not to be kept.

        Raises CaptureFileError if a file is now shorter: to touch its missing pages would end the process.
        """
        for place, length in enumerate(needed):
            path = self._paths[place]
            with path.open("rb", buffering=0) as file:
                size = os.fstat(file.fileno()).st_size
                if size < length:
                    raise CaptureFileError(f"{path} became shorter while it was open: {size} bytes are left")
                if length > self._mapped[place]:
                    self._map(place, file.fileno(), size)
        return self._bytes

    def _map(self, place: int, descriptor: int, size: int) -> None:
        if size > STRIDE:
            raise CaptureFileError(f"{self._paths[place]} is too large to be mapped beside others")
        address = self._bytes.ctypes.data + place * STRIDE
        flags = mmap.MAP_SHARED | _MAP_FIXED
        if self._libc.mmap(address, size, mmap.PROT_READ, flags, descriptor, 0) != address:
            raise CaptureFileError(
                f"{self._paths[place]} cannot be mapped into memory: {os.strerror(ctypes.get_errno())}"
            )
        self._mapped[place] = size
