"""What was said inside a conversation, as tshark follows it: TLS, HTTP/2, QUIC, WebSocket and SIP."""
