"""What a picture marks as a mask: white on black, strokes on a transparent layer, or what was erased from a picture.

A picture that could mean several things, or nothing, is refused with a sentence that says what was seen.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from restoration.domain import Image, Mask, as_mask
from restoration.errors import BadImage, BadMask
from restoration.imaging.overlay import as_8_bit, overlay_mask
from restoration.imaging.painting import Painting, match_depth
from restoration.imaging.reading import read_painting

SOUND, UNKNOWN, DAMAGED = 0, 128, 255
"""The values of a partial mask."""

NEARLY_ALL = 0.85  # of what is visible: a mask that marks more is probably inverted

_NEARLY = 0.06  # part of the range of values: so far may compression move black and white
_MOST_CHROMA = 64  # levels of 255 between the channels of a grey: so much may paper or a scanner tint it
_MANY_TONES = 16  # grey values between black and white: a picture has more
_MOST_BETWEEN = 0.3  # part of a soft mask that is neither black nor white
_MOST_BETWEEN_ERASED = 0.15  # the same of what is left of a mask on a layer, of which some is erased
_FLAT = 0.8  # part of a drawing that has one of its two commonest colours
_SAME = 12  # levels of 255 by which compression may change a picture
_SAMPLES = 4_000_000  # px, of a large picture that is looked at closely
_STRIP_PIXELS = 1_000_000  # px
_FEW_PIXELS = 20  # px: fewer of a pure colour may be chance

_WHITE_ON_BLACK = "Draw the damage white on black, or alone on a transparent layer."
_INVERT = "If black is the damage, invert it: --invert-mask, or Black is damage on the page."

_HUES = ("red", "orange", "yellow", "green", "green", "green", "cyan", "blue", "blue", "purple", "magenta", "red")


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DrawnMask:
    """What a picture marks."""

    mask: Mask
    notes: tuple[str, ...] = ()  # a sentence on what is odd about it


def read_mask(
    source: Path | bytes, image: Image, *, name: str | None = None, visible: Mask | None = None, invert: bool = False
) -> Mask:
    """Return a picture that somebody drew as the mask of `image`; see `interpret_mask`.

    Args:
        source: a file in any format of `read_painting`, or its bytes.
        image: (H, W, 3), the picture that the mask belongs to.
        name: what to call the mask's file; by default its own name.
        visible: (H, W) bool, as `Painting.visible`: where it is False, nothing is marked.
        invert: whether black is the damage.

    Returns:
        (H, W) bool.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or is no mask.
    """
    return interpret_mask(read_drawn(source, image, name=name), image, visible=visible, invert=invert).mask


def read_drawn(source: Path | bytes, image: Image, *, name: str | None = None) -> Painting:
    """Return the picture that somebody drew as a mask of `image`, with the values of the file: no profile counts.

    Raises:
        BadMask: it cannot be read, or has another width or height than the image.
    """
    try:
        drawn = read_painting(source, name=name, colour_managed=False)
    except BadImage as error:
        raise BadMask(f"The mask cannot be used: {error}", hint=error.hint) from error
    as_mask(np.broadcast_to(np.bool_(False), drawn.image.shape[:2]), image)
    return drawn


def interpret_mask(drawn: Painting, image: Image, *, visible: Mask | None = None, invert: bool = False) -> DrawnMask:
    """Return what a drawn picture marks in `image`.

    Without transparency, that is what is at least half white; the rest must be black or grey. On a transparent layer,
    it is what is opaque, or what is white there if white and black were drawn. In a picture, it is what was erased.

    Raises:
        BadMask: it is in colours or has the tones of a picture, marks nothing although something is drawn, marks
            nearly all, or nothing that is visible.
    """
    if drawn.alpha is None:
        marked, notes = _white(drawn.image, image, drawn.name)
    else:
        marked, notes = _with_alpha(drawn, image, drawn.alpha >= _half(drawn.alpha), visible)
    return DrawnMask(_checked(~marked if invert else marked, visible, invert=invert), notes)


def _with_alpha(drawn: Painting, image: Image, opaque: Mask, visible: Mask | None) -> tuple[Mask, tuple[str, ...]]:
    """Return what is marked, (H, W), and notes; what the picture itself hides says nothing."""
    if opaque.all():
        return _white(drawn.image, image, drawn.name)
    seen = np.ones_like(opaque) if visible is None else visible
    left = _sample(drawn.image, opaque & seen)
    if (opaque | ~seen).all() and not (left.size and _is_picture(left)):
        return _white(drawn.image * opaque[..., np.newaxis], image, drawn.name)
    return _on_a_layer(drawn, opaque, seen, left), ()


def read_saved_mask(source: Path | bytes, image: Image) -> Mask:
    """Return a mask that this program wrote, (H, W) bool, whatever it marks; raises what `read_drawn` raises."""
    drawn = read_drawn(source, image)
    return as_mask(_grey(drawn.image) >= _half(drawn.image), image)


def read_partial_mask(source: Path | bytes, image: Image) -> npt.NDArray[np.uint8]:
    """Return a picture as the partial mask of `image`, (H, W) uint8: 255 damage, 0 sound paint, 128 unknown.

    White is damage and black is sound; all greys between, and what is transparent, are unknown.

    Raises:
        BadMask: it cannot be read, has another width or height than the image, or holds only dark values.
    """
    drawn = read_drawn(source, image)
    grey = _grey(drawn.image)
    most = np.iinfo(grey.dtype).max
    if 0 < grey.max() < most * _NEARLY:
        raise _nothing_white(grey)
    partial = np.full(grey.shape, UNKNOWN, np.uint8)
    partial[grey < most * _NEARLY] = SOUND
    partial[grey > most * (1 - _NEARLY)] = DAMAGED
    if drawn.alpha is not None:
        partial[drawn.alpha == 0] = UNKNOWN
    return partial


def _half(values: npt.NDArray[np.uint8 | np.uint16]) -> int:
    return int(np.iinfo(values.dtype).max // 2 + 1)


def _grey(colours: Image) -> npt.NDArray[np.uint8 | np.uint16]:
    return cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]  # of the image's type


def _white(drawn: Image, image: Image, name: str) -> tuple[Mask, tuple[str, ...]]:
    """Return what is white in a picture without transparency, (H, W), and notes on its values."""
    if not _is_neutral(drawn) or (_tones(drawn) > _MANY_TONES and _between(drawn) > _MOST_BETWEEN):
        raise _no_mask(as_8_bit(drawn), image, name)
    grey = _grey(drawn)
    marked = grey >= _half(grey)
    if grey.max() and not marked.any():
        raise _nothing_white(grey)
    return marked, _range_notes(grey)


def _sample(colours: Image, where: Mask) -> Image:
    """Return colours of an (H, W) mask as a picture, (1, N, 3): all of them, or enough of many."""
    step = _step(where.shape)
    some = colours[::step, ::step][where[::step, ::step]][np.newaxis]
    return some if some.size else colours[where][np.newaxis]


def _on_a_layer(drawn: Painting, opaque: Mask, seen: Mask, left: Image) -> Mask:
    """Return what is marked on a layer that is transparent somewhere, (H, W).

    Only what is `seen`, (H, W), counts; `left`, (1, N, 3), are the colours that are opaque and seen.
    """
    if not left.size:
        if drawn.alpha is not None and drawn.alpha[seen].any():
            most = int(drawn.alpha[seen].max()) / int(np.iinfo(drawn.alpha.dtype).max)
            raise BadMask(f"Nothing in the mask is more than {most:.0%} opaque.", hint=_WHITE_ON_BLACK)
        return opaque
    if 2 * np.count_nonzero(opaque & seen) > np.count_nonzero(seen) and _is_picture(left):
        return ~opaque
    grey = _grey(left)
    if _is_neutral(left) and _between(left) <= _MOST_BETWEEN and grey.min() < _half(grey) <= grey.max():
        return opaque & (_grey(drawn.image) >= _half(drawn.image))
    if np.count_nonzero(_colour_counts(left, bits=5)) > _MANY_TONES:
        raise BadMask(
            "The mask is a picture with many tones of which most is transparent: what is damaged in it is not clear.",
            hint=_WHITE_ON_BLACK,
        )
    return opaque


def _checked(marked: Mask, visible: Mask | None, *, invert: bool) -> Mask:
    """Return the visible part of what is marked; raise `BadMask` if it is nearly all, or nothing of it is visible."""
    seen = marked if visible is None else marked & visible
    if marked.any() and not seen.any():
        raise BadMask(
            "All that the mask marks is wholly transparent in the picture: a fill would not be seen.",
            hint="Save the picture without transparency, and fill that.",
        )
    pixels = seen.size if visible is None else max(int(np.count_nonzero(visible)), 1)
    share = np.count_nonzero(seen) / pixels
    if share > NEARLY_ALL:
        which, hint = ("inverted mask", "Use it as it is, without inverting it.") if invert else ("mask", _INVERT)
        raise BadMask(f"The {which} marks {share:.1%} of the picture: it is probably inverted.", hint=hint)
    return seen


def _nothing_white(grey: npt.NDArray[Any]) -> BadMask:
    sentence = f"The mask's values reach from {grey.min()} to {grey.max()} of {np.iinfo(grey.dtype).max}"
    hint = f"Save it with white ({np.iinfo(grey.dtype).max}) for damage."
    return BadMask(f"{sentence}: none is at least half white, so nothing is marked.", hint=hint)


def _range_notes(grey: npt.NDArray[Any]) -> tuple[str, ...]:
    """Return a sentence on values that do not reach from black to white; none where they do, or nothing is drawn."""
    least, most, top = int(grey.min()), int(grey.max()), int(np.iinfo(grey.dtype).max)
    if most == 0 or (least <= top * _NEARLY and most >= top * (1 - _NEARLY)):
        return ()
    return (f"The mask's values reach from {least} to {most} of {top}; {_half(grey)} and more count as damage.",)


def _strips(colours: Image) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield a picture as 8 bits, some rows at a time: a large one would take much memory at once."""
    rows = max(_STRIP_PIXELS // max(colours.shape[1], 1), 1)
    for top in range(0, len(colours), rows):
        yield as_8_bit(np.ascontiguousarray(colours[top : top + rows]))


def _is_neutral(colours: Image) -> bool:
    """Return whether all colours of a picture are grey, or nearly so."""
    return all(int(_chroma(strip).max()) <= _MOST_CHROMA for strip in _strips(colours))


def _chroma(colours: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    red, green, blue = cv2.split(colours)
    most, least = cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue)
    return np.asarray(cv2.subtract(most, least), np.uint8)


def _between(colours: Image) -> float:
    """Return the part of a picture that is neither nearly black nor nearly white, 0..1."""
    counts = _grey_counts(colours)
    edge = round(255 * _NEARLY)
    return float(counts[edge + 1 : 255 - edge].sum() / counts.sum())


def _tones(colours: Image) -> int:
    """Return how many of the 256 grey values between nearly black and nearly white occur."""
    edge = round(255 * _NEARLY)
    return int(np.count_nonzero(_grey_counts(colours)[edge + 1 : 255 - edge]))


def _grey_counts(colours: Image) -> npt.NDArray[np.intp]:
    """Return (256,): how many pixels have each grey value."""
    counts = np.zeros(256, np.intp)
    for strip in _strips(colours):
        counts += np.bincount(_grey(strip).reshape(-1), minlength=256)
    return counts


def _colour_counts(colours: Image, bits: int) -> npt.NDArray[np.intp]:
    """Return how many pixels have each colour, with that many bits of each channel; index: red, green, blue."""
    counts = np.zeros(1 << 3 * bits, np.intp)
    for strip in _strips(colours):
        codes = np.zeros(strip.shape[:2], np.uint32)
        for channel in range(3):
            codes = (codes << np.uint32(bits)) | (strip[..., channel] >> np.uint8(8 - bits))
        counts += np.bincount(codes.reshape(-1), minlength=len(counts))
    return counts


def _is_picture(left: Image) -> bool:
    """Return whether what is left on a layer, (1, N, 3), is a picture, and neither strokes nor a mask."""
    if _is_neutral(left):
        return _tones(left) > _MANY_TONES and _between(left) > _MOST_BETWEEN_ERASED
    return int(np.count_nonzero(_colour_counts(left, bits=7))) > _MANY_TONES


def _no_mask(drawn: npt.NDArray[np.uint8], image: Image, name: str) -> BadMask:
    """Return the sentence on a picture, (H, W, 3), that has colours or many tones."""
    counts = _colour_counts(drawn, bits=4)
    chromatic = [code for code in np.argsort(counts)[::-1].tolist() if counts[code] and _is_chromatic(code)]
    commonest = np.argsort(counts)[-2:].tolist()  # the rarer one first: what is drawn, and then the ground
    if chromatic and counts[commonest].sum() >= _FLAT * counts.sum():
        marks = next((code for code in commonest if _is_chromatic(code)), chromatic[0])
        return _marked_in(f"drawn in {_name(_colour(marks))}")
    if Path(name).stem.endswith("_overlay"):
        return _overlay()
    step = _step(drawn.shape)
    drawn = np.ascontiguousarray(drawn[::step, ::step])
    before = as_8_bit(match_depth(np.ascontiguousarray(image[::step, ::step]), drawn))
    differs = np.asarray(cv2.absdiff(drawn, before)).max(axis=2) > _SAME
    if not differs.any():
        return BadMask("The mask is the picture itself.", hint=_WHITE_ON_BLACK)
    if differs.mean() < 0.5:
        if np.asarray(cv2.absdiff(overlay_mask(before, differs), drawn)).max() <= _SAME:
            return _overlay()
        commonest = int(np.argmax(_colour_counts(drawn[differs][np.newaxis], bits=4)))
        return _marked_in(f"the picture itself, marked in {_name(_colour(commonest))}")
    if pure := _pure_colour(drawn):
        return _marked_in(f"a picture, marked in {pure}")
    return BadMask("The mask is a picture with many tones, not black and white.", hint=_WHITE_ON_BLACK)


def _step(shape: tuple[int, ...]) -> int:
    """Return which rows and columns are enough to see what a large picture shows: every first, second..."""
    return max(round(math.sqrt(shape[0] * shape[1] / _SAMPLES)), 1)


def _overlay() -> BadMask:
    sentence = "The mask is an overlay of this program: the picture with its damage in colour."
    return BadMask(sentence, hint="Give the file beside it that ends in _mask.png.")


def _marked_in(what: str) -> BadMask:
    return BadMask(f"The mask is {what}, and only white on black is understood.", hint=_WHITE_ON_BLACK)


def _pure_colour(drawn: npt.NDArray[np.uint8]) -> str | None:
    """Return the name of the commonest colour whose channels are all 0 or 255, but neither black nor white."""
    is_pure = ((drawn == 0) | (drawn == 255)).all(axis=2)
    names = [_name((r, g, b)) for r, g, b in drawn[is_pure].tolist() if len({r, g, b}) > 1]
    best = max(set(names), key=names.count, default=None)
    return best if best is not None and names.count(best) >= _FEW_PIXELS else None


def _colour(code: int) -> tuple[int, int, int]:
    """Return the colour that `_colour_counts` counts under this index, with 4 bits."""
    return tuple(17 * (int(code) >> shift & 15) for shift in (8, 4, 0))  # type: ignore[return-value]  # three of them


def _is_chromatic(code: int) -> bool:
    return max(_colour(code)) - min(_colour(code)) > _MOST_CHROMA


def _name(colour: tuple[int, int, int]) -> str:
    if max(colour) - min(colour) <= _MOST_CHROMA:
        return "black" if max(colour) < 64 else "white" if min(colour) > 191 else "grey"
    pixel = np.array([[colour]], np.uint8)
    hue = int(cv2.cvtColor(pixel, cv2.COLOR_RGB2HSV)[0, 0, 0])  # 0..179, in steps of 2 degrees
    return _HUES[round(hue / 15) % len(_HUES)]
