"""What the sides of a picture must be for a network that halves them; it needs no torch."""


def side_multiple(widths: tuple[int, ...]) -> int:
    """What they must be a multiple of, px: a picture is halved from each width to the next."""
    return 1 << (len(widths) - 1)
