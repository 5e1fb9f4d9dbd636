"""Windows of a picture, as rows and columns: grown, and counted from the corner of another one."""

from restoration.domain import PixelWindow


def grow_window(window: PixelWindow, down: int, across: int, shape: tuple[int, ...]) -> PixelWindow:
    """Return the window with that many more rows above and below and columns at both sides, px.

    It ends with the picture, whose height and width are the first two of `shape`.
    """
    rows, columns = (
        slice(max(part.start - by, 0), min(part.stop + by, length))
        for part, by, length in zip(window, (down, across), shape, strict=False)
    )
    return rows, columns


def window_within(window: PixelWindow, outer: PixelWindow) -> PixelWindow:
    """Return where a window lies in what was cut out by an outer one."""
    rows, columns = (
        slice(part.start - around.start, part.stop - around.start) for part, around in zip(window, outer, strict=True)
    )
    return rows, columns
