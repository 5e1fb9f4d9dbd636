"""Before and after in one place: uncovered by a handle, side by side, or one after the other."""

from enum import StrEnum

from restoration.app.components import as_url, component, size_of

_viewer = component("compare")


class Way(StrEnum):
    """How two pictures are compared."""

    SLIDER = "slider"
    SIDE_BY_SIDE = "side-by-side"
    BLINK = "blink"

    @property
    def label(self) -> str:
        """The way in words, for people."""
        return self.replace("-", " ").capitalize()


def compare(
    before: bytes, after: bytes, *, labels: tuple[str, str], way: Way = Way.SLIDER, key: str = "compare"
) -> None:
    """Shows two JPEG pictures of one size; zoom, pan and handle stay where they are when new pictures come.

    Raises:
        ValueError: the pictures differ in size.
    """
    size = size_of(before)
    if size_of(after) != size:
        raise ValueError(f"expected two pictures of one size, got {size} and {size_of(after)}")
    _viewer(
        key=key,
        data={
            "before": {"url": as_url(before), "label": labels[0]},
            "after": {"url": as_url(after), "label": labels[1]},
            "size": size,
            "way": way,
        },
    )
