"""Number to name: services, IP protocols, ethertypes, vendors."""
