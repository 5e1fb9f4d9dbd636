"""A dossier that is not as it was saved is refused in one sentence with a cure, before it does harm."""

import io
import json
import zipfile
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from restoration.domain import Damage, Restoration
from restoration.errors import BadDossier, ImageTooLarge
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png
from restoration.output.archive import pack_zip
from restoration.output.dossier import Dossier, SavedResult, encode_dossier, read_dossier

IMAGE = np.random.default_rng(2).integers(0, 256, (12, 16, 3), dtype=np.uint8)
MASK = np.zeros((12, 16), bool)
MASK[3:6, 2:9] = True
AFTER = np.where(MASK[..., np.newaxis], 255 - IMAGE, IMAGE)
DAMAGE = Damage(MASK, "opencv", {"growth": 1}, 1.0, MASK.astype(np.uint8))
RESULT = SavedResult(Restoration(IMAGE, AFTER, DAMAGE, "telea", 0.5), {})
WHOLE = encode_dossier(Dossier(Painting(IMAGE, "a.png", "0" * 64, "PNG"), "A", MASK, results=[RESULT]))


def members():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts):
    return pack_zip([(name, [data]) for name, data in parts.items()])


def vouched(parts, **told):
    """A dossier of other parts, with a manifest that vouches for them."""
    manifest = json.loads(parts.pop("manifest.json")) | told
    manifest["sha256"] = {name: sha256(data).hexdigest() for name, data in parts.items()}
    return packed(parts | {"manifest.json": json.dumps(manifest).encode()})


def refused(data, words, error=BadDossier):
    with pytest.raises(error, match=words) as caught:
        read_dossier(data)
    assert caught.value.hint


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_dossier_cut_short_anywhere_is_refused(length):
    refused(WHOLE[:length], "cut short")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_refused_or_makes_no_difference(place, change):
    data = bytearray(WHOLE)
    data[place] ^= change
    try:
        again = read_dossier(bytes(data))
    except BadDossier:
        return
    assert encode_dossier(again) == WHOLE


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Dear conservator", encode_png(IMAGE)])
def test_another_file_is_no_dossier(data):
    refused(data, "not a dossier")


def test_a_zip_of_something_else_is_no_dossier():
    refused(packed({"letter.txt": b"Dear conservator"}), "no manifest")


@pytest.mark.parametrize("name", ["original.png", "mask.png", "results/1/restored.png", "results/1/mask.png"])
def test_a_missing_picture_is_named(name):
    parts = members()
    del parts[name]
    refused(packed(parts), name)
    refused(vouched(parts), name)


def test_a_picture_that_is_not_in_the_manifest_is_refused():
    refused(packed(members() | {"truth.png": encode_png(IMAGE)}), "does not belong")
    refused(vouched(members() | {"../evil.png": b""}), "does not belong")


def test_a_dossier_that_was_zipped_again_cannot_hide_a_bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members().items():
            archive.writestr(name, data)
    refused(file.getvalue(), "packed again")


def test_another_picture_in_its_place_is_noticed():
    refused(packed(members() | {"original.png": encode_png(AFTER)}), r"changed.*original\.png")


OUTSIDE = np.where(MASK[..., np.newaxis], AFTER, IMAGE ^ 1)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("results/1/restored.png", encode_png(OUTSIDE), "result 1"),
        ("results/1/restored.png", encode_png(AFTER.astype(np.uint16)), "results/1/restored.png"),
        ("results/1/restored.png", b"no picture", "results/1/restored.png"),
        ("results/1/kinds.png", encode_png(MASK.astype(np.uint8) * np.uint8(5)), "results/1/kinds.png"),
        ("results/1/kinds.png", encode_png(np.ones((12, 16), np.uint8)), "result 1"),
        ("results/1/mask.png", encode_png(np.zeros((12, 17), np.uint8)), "results/1/mask.png"),
        ("original.png", encode_png(IMAGE[:, 1:]), "original.png"),
        ("truth.png", encode_png(IMAGE[1:]), "truth.png"),
    ],
    ids=["paint outside the mask", "depth", "no picture", "kind unknown", "kind outside", "mask", "original", "truth"],
)
def test_a_picture_that_contradicts_the_others_is_noticed(name, data, words):
    refused(vouched(members() | {name: data}), f"changed.*{words}")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"\xff\xfe", b"{}", b'{"dossier": "1"}', b'{"dossier": 1}', b"[" * 100000]
)
def test_a_garbled_manifest_is_refused(text):
    refused(packed(members() | {"manifest.json": text}), "cannot be understood")


@pytest.mark.parametrize(
    ("told", "instead"),
    [
        (b'"title": "A"', [b'"title": 5', b'"title": null', b'"name": "A"']),
        (b'"width": 16', [b'"width": 0', b'"width": true', b'"width": 16.0', b'"width": ' + b"9" * 400]),
        (b'"growth": 1', [b'"growth": NaN', b'"growth": 1e999', b'"growth": "1"', b'"growth": false']),
        (b'"corrections": []', [b'"corrections": {}', b'"corrections": [1]']),
    ],
)
def test_a_manifest_that_tells_something_impossible_is_refused(told, instead):
    text = members()["manifest.json"]
    assert told in text
    for lie in instead:
        refused(packed(members() | {"manifest.json": text.replace(told, lie)}), "cannot be understood")


def test_a_dossier_of_a_later_version_is_refused():
    refused(vouched(members(), dossier=2), "version 2")


def test_pictures_beyond_the_limit_are_not_decoded(monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.0001")
    refused(WHOLE, "limit", ImageTooLarge)


def test_more_pictures_than_memory_holds_are_not_decoded(monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.000192")
    many = encode_dossier(Dossier(Painting(IMAGE, "a.png", "0" * 64, "PNG"), "A", MASK, results=[RESULT] * 4))
    refused(many, "more than fit")


@pytest.mark.parametrize(
    "spoilt",
    [
        replace(RESULT.restoration, after=OUTSIDE),
        replace(RESULT.restoration, after=IMAGE, damage=replace(DAMAGE, mask=~MASK)),
    ],
    ids=["paint", "kinds"],
)
def test_what_could_not_be_read_again_is_not_written(spoilt):
    with pytest.raises(ValueError, match="outside its mask"):
        encode_dossier(Dossier(Painting(IMAGE, "a.png", "0" * 64, "PNG"), "A", MASK, results=[SavedResult(spoilt, {})]))


@pytest.mark.parametrize("row", [0, 300, 599])
def test_one_pixel_anywhere_makes_a_result_unsound(row):
    before, mask = np.zeros((600, 4, 3), np.uint8), np.zeros((600, 4), bool)
    after = before.copy()
    after[row, 2, 1] = 1
    assert not SavedResult(Restoration(before, after, Damage(mask), "telea", 0), {}).is_sound
    mask[row, 2] = True
    assert SavedResult(Restoration(before, after, Damage(mask), "telea", 0), {}).is_sound
