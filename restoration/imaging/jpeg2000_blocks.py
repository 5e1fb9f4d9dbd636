"""How many parts a JPEG 2000 codestream divides each tile into: decoders allocate them all, however small they are.

Source: ITU-T T.800 (06/2019), A.6.1 and A.6.2 (how tiles are coded), B.6 and B.7 (precincts and blocks).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_CODING = re.compile(rb"\xff(?=[\x52\x53]\0[\x09-\x2d])")  # also among the data, where one is harmless
_MAX_RESOLUTIONS = 33
_MAX_CODINGS = 10_000
_LARGEST_BLOCK, _LARGEST_PRECINCT = 8, 0xFF  # as they are written


@dataclass(frozen=True, slots=True)
class _Coding:
    """How the tiles are divided: exponents of 2."""

    block: tuple[int, int]  # width and height
    precincts: tuple[tuple[int, int], ...]  # width and height at each resolution, the smallest first


def count_blocks(stream: bytes, width: int, height: int) -> int:
    """Return how many blocks and precincts a channel of a tile of that many px has at the most."""
    return max((_count(coding, width, height) for coding in set(_iterate_codings(stream))), default=0)


def _iterate_codings(stream: bytes) -> Iterator[_Coding]:
    """Yield what each marker segment about the coding says, wherever in the codestream it stands."""
    for number, match in enumerate(_CODING.finditer(stream)):
        if number >= _MAX_CODINGS:
            return
        place = match.start()
        is_for_all = stream[place + 1] == 0x52
        length = int.from_bytes(stream[place + 2 : place + 4], "big")
        has_precincts = stream[place + (4 if is_for_all else 5)] & 1
        parts = stream[place + (9 if is_for_all else 6) : place + 2 + length]
        if len(parts) < 5 or max(parts[1:3]) > _LARGEST_BLOCK or parts[4] > 1:  # decoders refuse it
            continue
        sizes = parts[5:] if has_precincts else bytes([_LARGEST_PRECINCT]) * (parts[0] + 1)
        if parts[0] < _MAX_RESOLUTIONS and len(sizes) == parts[0] + 1 and (has_precincts or len(parts) == 5):
            yield _Coding((2 + parts[1], 2 + parts[2]), tuple((size & 15, size >> 4) for size in sizes))


def _count(coding: _Coding, width: int, height: int) -> int:
    """Return the number of blocks and precincts."""
    total = 0
    for resolution, precinct in enumerate(coding.precincts):
        halvings = len(coding.precincts) - 1 - resolution
        sides = [-(-side >> halvings) for side in (width, height)]
        is_halved, bands = (1, 3) if resolution else (0, 1)  # the details of a resolution are in three bands
        blocks = [min(own, max(step - is_halved, 0)) for own, step in zip(coding.block, precinct, strict=True)]
        total += bands * _product(sides, precinct)
        total += bands * _product([-(-side >> is_halved) for side in sides], blocks)
    return total


def _product(sides: list[int], exponents: tuple[int, int] | list[int]) -> int:
    """Return into how many parts an area of these sides is divided by parts of sides of these powers of 2."""
    across, down = (-(-side >> exponent) for side, exponent in zip(sides, exponents, strict=True))
    return across * down
