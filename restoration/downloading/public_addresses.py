"""Connections to the public internet only: an address that a visitor names must not open this server's own network.

A name is resolved once for each connection, all of its addresses are checked, and the connection goes to a checked
one, so an answer of the name server that changes afterwards (DNS rebinding) finds no door.
"""

import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NameResolutionError, NewConnectionError

from restoration.addresses import is_public
from restoration.errors import RestorationError


class LocalAddress(RestorationError):
    """The address leads into this machine's own network, and such addresses are not allowed."""

    hint = "Give the address of a public server."


class PublicOnlyAdapter(HTTPAdapter):
    """Makes the connections of a `requests` session; raises `LocalAddress` in place of one that is not public."""

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **settings: Any) -> None:  # noqa: ANN401 - as in requests
        """Use connections that check; see `HTTPAdapter`."""
        super().init_poolmanager(connections, maxsize, block, **settings)
        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _CheckedPool, "https": _CheckedTlsPool}


class _CheckedConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, super()._new_conn)


class _CheckedTlsConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, super()._new_conn)


class _CheckedPool(HTTPConnectionPool):
    ConnectionCls = _CheckedConnection


class _CheckedTlsPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedTlsConnection


def _connect(connection: HTTPConnection, connect: Any) -> socket.socket:  # noqa: ANN401 - a bound method of urllib3
    """Return a connection to the first checked address that answers; the certificate is checked for the name."""
    name, failure = connection.host, None
    for number in _public_numbers(connection):
        connection.host = number
        try:
            found: socket.socket = connect()
        except NewConnectionError as error:
            failure = error
        else:
            return found
        finally:
            connection.host = name
    raise failure or NewConnectionError(connection, f"{name} has no address")


def _public_numbers(connection: HTTPConnection) -> list[str]:
    """Return the numbers that stand for the name of a host; raise `LocalAddress` if one of them is not public."""
    try:
        found = socket.getaddrinfo(connection.host, connection.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(connection.host, connection, reason) from error
    numbers = list(dict.fromkeys(str(place[0]) for *_, place in found))
    if not all(map(is_public, numbers)):
        raise LocalAddress(f"{connection.host} is an address inside the network of this machine, which is not allowed.")
    return numbers
