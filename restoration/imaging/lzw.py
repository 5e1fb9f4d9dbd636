"""LZW streams of TIFF files, checked before they are decoded.

imagecodecs' decoder takes every code on trust, and one that names an entry not yet in its table ends the whole
process. Where a code stands and which values it may have depend only on how many codes came since the last clearing
of the table; so the codes of one run, some 3800, are read and judged at once.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, DamagedImage

_CLEAR, _END, _FIRST_ENTRY = 256, 257, 258
_TABLE_SIZE = 4096  # entries of the table when it is full; codes never have more than 12 bits

_MAX_RUN = _TABLE_SIZE - _FIRST_ENTRY + 1  # codes until the table is full, and the one that clears it
_LARGEST_CODES = np.arange(_MAX_RUN) + _FIRST_ENTRY - 1  # the newest entry, perhaps in the making
_CODE_WIDTHS = 9 + np.searchsorted([511, 1023, 2047], _LARGEST_CODES, side="right")  # bits; TIFF widens one code early
_LARGEST_CODES[0] = 255  # a run begins with a plain byte
_CODE_STARTS = np.concatenate([[0], np.cumsum(_CODE_WIDTHS)])  # bits from the start of the run


def check_lzw(segment: bytes) -> None:
    """Raise `BadImage` where a strip's or tile's stream holds a code that cannot be."""
    data = np.frombuffer(segment + bytes(4), np.uint8)  # room to read beyond the last code
    end = len(segment) * 8
    for codes in _runs(data, end):
        wrong = codes > _LARGEST_CODES[: len(codes)]
        if wrong.any():
            raise DamagedImage("The TIFF file is damaged: its LZW data make no sense.")


def _runs(data: npt.NDArray[np.uint8], end: int) -> Iterator[npt.NDArray[np.int64]]:
    """The codes between one clearing of the table and the next; all of them, up to the end of the stream."""
    start = 0
    while start < end:
        count = int(np.searchsorted(_CODE_STARTS, end - start, side="right")) - 1  # whole codes that are left
        codes = _read_codes(data, start + _CODE_STARTS[:count], _CODE_WIDTHS[:count])
        marks = np.flatnonzero((codes == _CLEAR) | (codes == _END))
        if len(marks) == 0:
            yield codes
            if count == len(_CODE_WIDTHS):
                raise BadImage("The TIFF file is damaged: its LZW data never clear their table.")
            return
        length = int(marks[0])
        yield codes[:length]
        if codes[length] == _END:
            return
        start += int(_CODE_STARTS[length + 1])


def _read_codes(
    data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], widths: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """The numbers at these bits, each in a window of three bytes, most significant bit first."""
    place = starts >> 3
    window = (data[place].astype(np.int64) << 16) | (data[place + 1].astype(np.int64) << 8) | data[place + 2]
    codes: npt.NDArray[np.int64] = (window >> (24 - (starts & 7) - widths)) & ((1 << widths) - 1)
    return codes
