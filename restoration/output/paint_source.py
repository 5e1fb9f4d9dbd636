"""Where a fill took its paint from, in the same words on the command line, on the page and in the report."""

from restoration.domain import PaintSource

PAINT_TAKEN = "Paint taken only from"


def describe_source(source: PaintSource) -> str:
    """Return how much of the picture it is, and how it was marked: "4.2% of the picture, drawn on the page"."""
    marked = "drawn on the page" if source.file is None else f"marked in {source.file.name}"
    return f"{source.share:.1%} of the picture, {marked}"
