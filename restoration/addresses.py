"""Which network addresses can be reached from this machine only, and which belong to the public internet."""

import ipaddress

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


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


def is_public(address: str) -> bool:
    """Return whether a number such as "93.184.215.14" is an address of the public internet.

    Loopback, private, link-local (clouds keep their metadata there), shared, multicast and reserved addresses are not;
    nor is an IPv6 address that leads to such an IPv4 address.
    """
    try:
        number = ipaddress.ip_address(address.partition("%")[0])  # without the name of a network card
    except ValueError:
        return False
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return number.is_global and not number.is_multicast
