"""LZW streams of TIFF files, checked before they are decoded, because some would end the whole process.

imagecodecs' decoder checks every code against its table but one: the first code after a clear code, which must be a
plain byte, at most 255. A larger one is taken unchecked, and the next code then copies from the table entry that it
names: this entry is empty, or is left from before the clear and points to other data. In all known crashes of the
decoder this was the cause, most of them after a clear in mid-stream.

The check here is stricter than that: it refuses every code that is not yet in the table. It also reads the whole
strip, so that codes after the last byte that the picture needs are judged too, though the decoder never reads them.

The position of a code and the largest value that it may have depend only on the number of codes since the last clear.
So the codes between two clears, at most 3839, are read and checked together.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from restoration.errors import BadImage, DamagedImage

_CLEAR, _END, _FIRST_ENTRY = 256, 257, 258
_TABLE_SIZE = 4096  # entries of a full table; codes never have more than 12 bits

_UNLIMITED = 2**62

_MAX_RUN = _TABLE_SIZE - _FIRST_ENTRY + 1  # codes that fill the table, and the clear code after them
_LARGEST_CODES = np.arange(_MAX_RUN) + _FIRST_ENTRY - 1  # by position: the newest entry, which this code may complete
_CODE_WIDTHS = 9 + np.searchsorted([511, 1023, 2047], _LARGEST_CODES, side="right")  # bits; TIFF widens one code early
_LARGEST_CODES[0] = 255  # the first code after a clear is a plain byte
_CODE_STARTS = np.concatenate([[0], np.cumsum(_CODE_WIDTHS)])  # bits from the start of the run


def check_lzw(segment: bytes, max_runs: int = _UNLIMITED) -> int:
    """Check the LZW stream of a strip or tile, in the bit order of TIFF.

    Args:
        segment: the stream.
        max_runs: the most parts, from one clear code to the next, that the stream may have.

    Returns:
        The number of parts.

    Raises:
        DamagedImage: a code is not in the table yet, or the stream has too many parts.
        BadImage: the table is never cleared.
    """
    data = np.frombuffer(segment + bytes(4), np.uint8)  # padded: the last code is read in a window of three bytes
    end = len(segment) * 8
    runs = 0
    for codes in _runs(data, end):
        runs += 1
        if runs > max_runs:
            raise DamagedImage("The TIFF file is damaged: its LZW data clear their table again and again.")
        if (codes > _LARGEST_CODES[: len(codes)]).any():
            raise DamagedImage("The TIFF file is damaged: its LZW data make no sense.")
    return runs


def _runs(data: npt.NDArray[np.uint8], end: int) -> Iterator[npt.NDArray[np.int64]]:
    """Yield the codes between one clear code and the next, up to the end code or to bit `end`."""
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
    """Return (N,) codes at these bit positions; the most significant bit comes first, the bytes are read in threes."""
    byte = starts >> 3
    window = (data[byte].astype(np.int64) << 16) | (data[byte + 1].astype(np.int64) << 8) | data[byte + 2]
    codes: npt.NDArray[np.int64] = (window >> (24 - (starts & 7) - widths)) & ((1 << widths) - 1)
    return codes
