"""Which peers could come, and why the others could not."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from restoration.benchmark.peers.peer import Peer
from restoration.benchmark.peers.place import Place
from restoration.benchmark.peers.roster import PEERS, Invitation
from restoration.benchmark.peers.worker import PeerFailed
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry


@dataclass(frozen=True, slots=True)
class Attendance:
    """Every invited peer is either present or absent."""

    present: list[Entry[Inpainter]] = field(default_factory=list)  # `build` gives the one peer, its process running
    versions: dict[str, str] = field(default_factory=dict)  # of those present, by key: what it works with
    absent: dict[str, str] = field(default_factory=dict)  # by key: why, in one sentence


@contextmanager
def gather(place: Place, invited: Sequence[Invitation] = PEERS) -> Iterator[Attendance]:
    """The peers, each in a process that ends with the context; nobody's absence is an error."""
    attendance = Attendance()
    with ExitStack() as stack:
        for one in invited:
            try:
                peer = stack.enter_context(closing(Peer(one.key, one.command(place), place.patience)))
            except PeerFailed as error:
                attendance.absent[one.key] = error.sentence
            else:
                attendance.present.append(_entry(one, peer))
                attendance.versions[one.key] = peer.version
        yield attendance


def _entry(one: Invitation, peer: Peer) -> Entry[Inpainter]:
    return Entry(one.key, one.label, lambda: peer, one.summary, one.source)
