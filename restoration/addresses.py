"""Which network addresses can be reached from this machine only."""

import ipaddress


def is_loopback(address: str | None) -> bool:
    """Return whether a server that listens on this address, a number or a name, can be reached from this machine only.

    None stands for all addresses. A name other than `localhost` is never taken for this machine.
    """
    name = (address or "").strip().strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
