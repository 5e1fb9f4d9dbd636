"""An address that somebody names is no door into this machine's own network."""

import socket

import pytest

from restoration.addresses import is_public
from restoration.downloading import public_addresses
from restoration.downloading.client import Client
from restoration.downloading.public_addresses import LocalAddress


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "224.0.0.1",
        ),
        *("255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1"),
        *("64:ff9b::10.0.0.1", "2002:7f00:1::", "localhost", ""),
    ],
)
def test_local_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "2606:4700::6810:84e5", "::ffff:93.184.215.14", "64:ff9b::8.8.8.8"]
)
def test_others_are(address):
    assert is_public(address)


@pytest.fixture
def here_is_public(monkeypatch):
    """Let 127.0.0.1 alone count as public, and `museum.example` be a name of it and then of a private address."""
    real, found = socket.getaddrinfo, ["127.0.0.1", "10.0.0.1"]

    def look_up(host, *rest, **more):
        return real(found.pop(0) if host == "museum.example" else host, *rest, **more)

    monkeypatch.setattr(public_addresses, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return found


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433"])
def test_a_client_for_public_addresses_refuses_all_names_of_this_machine(iiif, host):
    port = iiif.address.rpartition(":")[2]
    with pytest.raises(LocalAddress, match="inside the network of this machine"):
        Client(0, public_only=True, retries=0).json(f"http://{host}:{port}/iiif/art/info.json")
    assert not iiif.calls


def test_the_connection_goes_to_the_address_that_was_checked(iiif, here_is_public):
    port = iiif.address.rpartition(":")[2]
    answer = Client(0, public_only=True, retries=0).json(f"http://museum.example:{port}/iiif/art/info.json")
    assert answer["width"] == 700
    assert here_is_public == ["10.0.0.1"], "a name is resolved once"


def test_a_redirect_into_the_own_network_is_refused(iiif, here_is_public):
    iiif.faults["/iiif/art/info.json"] = [(302, {"Location": "http://127.0.0.2/secret"}, b"")]
    with pytest.raises(LocalAddress, match=r"127\.0\.0\.2"):
        Client(0, public_only=True, retries=0).json(f"{iiif.service}/info.json")


def test_a_proxy_of_the_environment_does_not_take_the_check_away(iiif, monkeypatch):
    monkeypatch.setenv("http_proxy", iiif.address)
    with pytest.raises(LocalAddress):
        Client(0, public_only=True, retries=0).json("http://127.0.0.1:9/secret")
    assert not iiif.calls
