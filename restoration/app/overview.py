"""A small map of the whole painting, with a frame around the part that is looked at."""

from restoration.app.components import as_url, component, size_of

_map = component("overview")


def overview(picture: bytes, window: tuple[float, float, float, float], *, key: str) -> tuple[float, float] | None:
    """Shows the map and says where a visitor has just moved its frame.

    Args:
        picture: the whole painting as a JPEG, as wide as it is to be shown (180 px do).
        window: left, top, width and height of the part that is looked at, in parts (0..1) of the painting.
        key: its name on the page.

    Returns:
        The centre asked for (across, down; 0..1) in the run that follows a move, else None. The frame then lies
        wholly inside the painting.
    """
    moved = _map(
        key=key,
        data={"url": as_url(picture), "size": size_of(picture), "window": window},
        on_centre_change=lambda: None,
    )
    return tuple(moved.centre) if moved.centre else None
