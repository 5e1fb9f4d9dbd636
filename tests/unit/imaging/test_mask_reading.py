"""What a picture marks as a mask; and one sentence for each picture that is no mask."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from restoration.errors import BadMask
from restoration.imaging.mask_reading import interpret_mask, read_drawn, read_mask, read_partial_mask, read_saved_mask
from restoration.imaging.overlay import overlay_mask
from restoration.imaging.writing import encode_mask
from tests.unit.imaging.picture_files import save_tiff, save_with_pillow

HEIGHT, WIDTH = 40, 56
RNG = np.random.default_rng(3)
PICTURE = np.clip(np.linspace(40, 220, WIDTH)[None, :, None] + RNG.normal(0, 9, (HEIGHT, WIDTH, 3)), 0, 255).astype(
    np.uint8
)
DRAWN = np.zeros((HEIGHT, WIDTH), bool)
DRAWN[5:20, 10:14] = DRAWN[30:33, 20:50] = True
WHITE = DRAWN * np.uint8(255)


def png(pixels, **options):
    return save_with_pillow(Image.fromarray(pixels), "PNG", **options)


def strokes(colour, background=(0, 0, 0), opacity=255):
    """Strokes of a colour on a layer that is transparent elsewhere, where a program left its own colour."""
    layer = np.where(DRAWN[..., None], np.uint8(colour), np.uint8(background))
    return np.dstack([layer, DRAWN * np.uint8(opacity)])


def on(background, colour):
    return np.where(DRAWN[..., None], np.uint8(colour), np.uint8(background))


def erased(picture, transparent=(0, 0, 0)):
    return np.dstack([np.where(DRAWN[..., None], np.uint8(transparent), picture), ~DRAWN * np.uint8(255)])


def dot_gain():
    """A grey profile by which 128 looks lighter than half white: every value counts as dark by it, or as light."""
    gamma = 4.0
    tag = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(gamma * 256).to_bytes(2, "big") + b"\0\0"
    white = b"XYZ \0\0\0\0" + b"".join(round(part * 65536).to_bytes(4, "big") for part in (0.9642, 1, 0.8249))
    tags = [(b"wtpt", white), (b"kTRC", tag)]
    table, body, start = len(tags).to_bytes(4, "big"), b"", 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + (start + len(body)).to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    size = (128 + len(table) + len(body)).to_bytes(4, "big")
    head = size + bytes(4) + b"\x02\x40\0\0" + b"mntrGRAYXYZ " + bytes(12) + b"acsp" + bytes(28)
    head += b"".join(round(part * 65536).to_bytes(4, "big") for part in (0.9642, 1, 0.8249))
    return head.ljust(128, b"\0") + table + body


SOFT = cv2.GaussianBlur(WHITE, (0, 0), 0.8)
MASKS = {
    "png": png(WHITE),
    "bilevel": save_with_pillow(Image.fromarray(WHITE).convert("1"), "PNG"),
    "jpeg": save_with_pillow(Image.fromarray(WHITE), "JPEG", quality=95),
    "deep": save_tiff(WHITE.astype(np.uint16) * 257),
    "half tone": png(np.where(DRAWN, 128, 127).astype(np.uint8)),
    "dark and light grey": png(np.where(DRAWN, 200, 50).astype(np.uint8)),
    "colour": save_with_pillow(Image.fromarray(WHITE).convert("RGB"), "WEBP", lossless=True),
    "a tinted scan": png(on((4, 0, 9), (255, 245, 225))),
    "opaque, with an alpha": png(np.dstack([WHITE, WHITE, WHITE, np.full_like(WHITE, 255)])),
    "black on a layer": png(strokes((0, 0, 0))),
    "black on a layer over hidden white": png(strokes((0, 0, 0), (255, 255, 255))),
    "white on a layer": png(strokes((255, 255, 255), (255, 255, 255))),
    "red on a layer": png(strokes((255, 0, 0))),
    "red on a layer over hidden white": png(strokes((255, 0, 0), (255, 255, 255))),
    "dark grey on a layer": png(strokes((60, 60, 60))),
    "half opaque on a layer": png(strokes((255, 0, 0), opacity=128)),
    "grey and transparent": png(np.dstack([np.full_like(WHITE, 90), WHITE])),
    "white and black on a layer": png(
        np.dstack([WHITE, WHITE, WHITE, (DRAWN | (np.arange(WIDTH) > 30)) * np.uint8(255)])
    ),
    "damage erased from a picture": png(erased(PICTURE)),
    "damage erased over hidden white": png(erased(PICTURE, (255, 255, 255))),
    "damage erased from a grey picture": png(erased(PICTURE[..., :1].repeat(3, axis=2))),
    "damage erased from a deep picture": save_tiff(
        erased(PICTURE).astype(np.uint16) * np.uint16(257), photometric="rgb", extrasamples=["unassalpha"]
    ),
}


@pytest.mark.parametrize("data", MASKS.values(), ids=MASKS)
def test_a_mask_is_true_where_it_is_white_drawn_or_erased(data):
    mask = read_mask(data, PICTURE)
    assert mask.dtype == np.bool_
    np.testing.assert_array_equal(mask, DRAWN)


def test_a_soft_mask_is_half_white_whatever_its_profile_says():
    plain = read_mask(png(SOFT), PICTURE)
    assert 0 < plain.sum() < (SOFT > 0).sum()
    np.testing.assert_array_equal(read_mask(png(SOFT, icc_profile=dot_gain()), PICTURE), plain)
    np.testing.assert_array_equal(read_mask(save_tiff(SOFT, iccprofile=dot_gain()), PICTURE), plain)


RARE = np.zeros_like(DRAWN)
RARE[1, 1:3] = True
PURE = PICTURE.copy()
PURE[DRAWN] = 0, 255, 0
REFUSED = {
    "too dark": (png(DRAWN * np.uint8(100)), "from 0 to 100 of 255: none is at least half white"),
    "nothing but 0 and 1": (png(DRAWN * np.uint8(1)), "from 0 to 1 of 255"),
    "labels": (png(DRAWN * np.uint8(1) + (np.arange(WIDTH) > 30) * DRAWN), "from 0 to 2 of 255"),
    "12 bits of 16": (save_tiff(DRAWN * np.uint16(4095)), "from 0 to 4095 of 65535"),
    "red on black": (png(on((0, 0, 0), (255, 0, 0))), "drawn in red"),
    "green on black": (png(on((0, 0, 0), (0, 255, 0))), "drawn in green"),
    "red on white": (png(on((255, 255, 255), (255, 0, 0))), "drawn in red"),
    "blue and white": (
        png(np.where(np.arange(WIDTH)[:, None] > 30, WHITE[..., None], on((0, 0, 0), (0, 0, 255)))),
        "blue",
    ),
    "white, and a little red": (
        png(np.where(RARE[..., None], np.uint8([255, 0, 0]), WHITE[..., None])),
        "drawn in red",
    ),
    "the picture": (png(PICTURE), "is the picture itself"),
    "the picture, marked": (png(PURE), "the picture itself, marked in green"),
    "another picture, marked": (png(np.where(DRAWN[..., None], PURE, PICTURE[:, ::-1])), "a picture, marked in green"),
    "another picture": (png(PICTURE[:, ::-1].copy()), "many tones"),
    "a grey picture": (png(PICTURE[..., 0].copy()), "many tones|picture itself"),
    "an overlay": (png(overlay_mask(PICTURE, DRAWN)), "an overlay of this program"),
    "an overlay as JPEG": (
        save_with_pillow(Image.fromarray(overlay_mask(PICTURE, DRAWN)), "JPEG", quality=98, subsampling=0),
        "overlay|picture",
    ),
    "inverted": (png(255 - WHITE), "probably inverted"),
    "white": (png(np.full_like(WHITE, 255)), "marks 100.0%"),
    "faint strokes": (png(strokes((255, 0, 0), opacity=100)), "more than 39% opaque"),
    "most of a picture erased": (png(np.dstack([PICTURE, WHITE])), "not clear"),
    "another size": (png(WHITE[1:]), "56 x 39"),
    "no picture": (b"not a picture", "mask cannot be used"),
}


@pytest.mark.parametrize(("data", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_mask_is_refused_with_what_was_seen_and_a_cure(data, words):
    with pytest.raises(BadMask, match=words) as refusal:
        read_mask(data, PICTURE)
    assert refusal.value.hint
    assert "\n" not in refusal.value.sentence


def test_an_empty_mask_marks_nothing():
    for empty in (np.zeros_like(WHITE), np.zeros((HEIGHT, WIDTH, 4), np.uint8)):
        assert not read_mask(png(empty), PICTURE).any()


def test_an_inverted_mask_is_taken_when_that_is_said_and_only_then():
    np.testing.assert_array_equal(read_mask(png(255 - WHITE), PICTURE, invert=True), DRAWN)
    with pytest.raises(BadMask, match="inverted mask marks"):
        read_mask(png(WHITE), PICTURE, invert=True)


@pytest.mark.parametrize(
    ("values", "is_odd"), [((0, 255), False), ((3, 249), False), ((0, 200), True), ((50, 255), True)]
)
def test_values_that_do_not_reach_from_black_to_white_are_stated(values, is_odd):
    low, high = values
    given = interpret_mask(read_drawn(png(np.where(DRAWN, high, low).astype(np.uint8)), PICTURE), PICTURE)
    np.testing.assert_array_equal(given.mask, DRAWN)
    assert any(f"from {low} to {high} of 255" in note for note in given.notes) == is_odd


@given(st.integers(0, WIDTH), st.booleans())
def test_only_what_is_visible_is_marked_and_counts(edge, invert):
    visible = np.broadcast_to(np.arange(WIDTH) >= edge, DRAWN.shape)
    marks = np.where(visible, DRAWN, True)  # what is hidden is marked, too
    data = png((marks ^ invert) * np.uint8(255))
    if not (DRAWN & visible).any():
        with pytest.raises(BadMask, match="wholly transparent"):
            read_mask(data, PICTURE, visible=visible, invert=invert)
    else:
        np.testing.assert_array_equal(read_mask(data, PICTURE, visible=visible, invert=invert), DRAWN & visible)


@given(st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_what_this_program_wrote_is_read_as_it_was(seed, share):
    mask = np.random.default_rng(seed).random(DRAWN.shape) < share
    np.testing.assert_array_equal(read_saved_mask(encode_mask(mask), PICTURE), mask)


def test_a_partial_mask_has_three_values_and_no_profile_counts():
    greys = np.where(DRAWN, np.uint8(255), np.uint8(118))
    greys[:3] = 10
    for options in ({}, {"icc_profile": dot_gain()}):
        partial = read_partial_mask(png(greys, **options), PICTURE)
        assert np.array_equal(partial == 255, DRAWN)
        assert np.array_equal(partial == 0, greys == 10)
    with pytest.raises(BadMask, match="from 0 to 2 of 255"):
        read_partial_mask(png(DRAWN * np.uint8(2)), PICTURE)


VISIBLE = np.broadcast_to(np.arange(WIDTH) >= 12, DRAWN.shape)


@pytest.mark.parametrize(
    "layer",
    [strokes((255, 0, 0)), strokes((0, 0, 0), (255, 255, 255)), strokes((255, 255, 255)), erased(PICTURE)],
    ids=["red", "black over hidden white", "white", "erased"],
)
def test_a_layer_over_a_cut_out_counts_only_where_that_is_visible(layer):
    layer = layer.copy()
    layer[~VISIBLE, 3] = 0
    np.testing.assert_array_equal(read_mask(png(layer), PICTURE, visible=VISIBLE), DRAWN & VISIBLE)


def test_a_cut_out_is_no_mask_of_itself_and_an_overlay_is_known_by_its_name():
    picture = np.where(VISIBLE[..., None], PICTURE, 0).astype(np.uint8)
    cut_out = png(np.dstack([picture, VISIBLE * np.uint8(255)]))
    with pytest.raises(BadMask, match="wholly transparent in the picture"):
        read_mask(cut_out, picture, visible=VISIBLE)
    empty = png(np.dstack([np.zeros_like(picture), VISIBLE * np.uint8(255)]))
    assert not read_mask(empty, picture, visible=VISIBLE).any()
    with pytest.raises(BadMask, match="an overlay of this program"):
        read_mask(png(PICTURE[:, ::-1].copy()), PICTURE, name="x_overlay.png")
