"""What the files of a synthetic pair are called: `madonna__moderate-0`, and an ending that says which part it is."""

DAMAGED, MASKS = "synthetic_damaged", "synthetic_masks"  # the two folders of a collection of pairs

_PLACES = {
    "damaged": DAMAGED + "/{}.png",
    "clean": DAMAGED + "/{}_clean.png",  # only where the picture before damage is not the original itself
    "passport": DAMAGED + "/{}.json",
    "mask": MASKS + "/{}_mask.png",
    "touch": MASKS + "/{}_touch.png",
    "alpha": MASKS + "/{}_alpha.tif",
}


def pair_name(painting: str, severity: str, number: int) -> str:
    """The name that all files of a pair begin with; `painting` is the stem of the original's file."""
    return f"{painting}__{severity}-{number}"


def place(part: str, pair: str) -> str:
    """Where a part of the pair lies, relative to the collection's folder.

    Args:
        part: "damaged", "clean", "passport", "mask", "touch" or "alpha".
        pair: its `pair_name`.
    """
    return _PLACES[part].format(pair)
