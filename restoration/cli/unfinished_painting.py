"""Work on one large painting that goes on where an earlier run was killed, if `--resume` asks for it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from restoration.cli import terminal
from restoration.cli.places import Site
from restoration.domain import Damage, KindMap
from restoration.files import sha256_of_bytes
from restoration.imaging.masks import mask_of_kinds
from restoration.imaging.painting import Painting
from restoration.inpainting.base import Inpainter
from restoration.inpainting.fill_cache import CachedInpainter
from restoration.unfinished import Unfinished, unfinished_work

MEGAPIXELS = 32.0  # from which the work takes minutes, and is worth keeping

GOES_ON = "An earlier run was stopped in the middle of it: what that had done is used."


@contextmanager
def unfinished_painting(site: Site, painting: Painting, request: str) -> Iterator[Unfinished]:
    """Keep the work on a painting until the context ends; if it is a large one, also for a later run.

    Args:
        site: the files of the painting; says whether this run goes on with an earlier one.
        painting: as it was read.
        request: what identifies all that the result depends on, beside the painting.
    """
    if painting.image[..., 0].size < MEGAPIXELS * 1e6:
        yield Unfinished()
        return
    name = sha256_of_bytes(f"{request} {painting.sha256}".encode())
    with unfinished_work(name, resume=site.resume) as work:
        if work.has_begun:
            terminal.print_notes(site.painting, [GOES_ON])
        yield work


def found_once(work: Unfinished, painting: Painting, find: Callable[[Unfinished], Damage]) -> Damage:
    """Return the damage that an earlier run found with a detector; else find it, and keep it.

    Args:
        work: what is kept of the work on the painting.
        painting: as it was read.
        find: finds the damage, and gets what is kept of finding it.
    """
    step, kinds_shape = work.part("damage"), painting.image.shape[:2]
    found = step.state
    if found:
        kinds: KindMap = step.zeros("kinds", kinds_shape, "uint8")
        return Damage(mask_of_kinds(kinds), kinds=kinds, visible=painting.visible, **found)
    searching = work.part("detector")
    damage = find(searching)
    if damage.kinds is not None and work.folder is not None:
        step.zeros("kinds", kinds_shape, "uint8")[:] = damage.kinds
        described = {name: getattr(damage, name) for name in ("detector", "parameters", "seconds", "taught")}
        step.save(described)
        searching.remove()
    return damage


def keeping_fills(inpainter: Inpainter, work: Unfinished) -> Inpainter:
    """Return an inpainter for one painting that takes from an earlier run what that had filled."""
    return inpainter if work.folder is None else CachedInpainter(inpainter, work.folder)
