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

from restoration.domain import Damage, FillShare, Restoration
from restoration.errors import BadDossier, ImageTooLarge
from restoration.files import pack_zip
from restoration.imaging.painting import Painting
from restoration.imaging.png import encode_png
from restoration.output.dossier import Dossier, SavedResult, encode_dossier, read_dossier

IMAGE = np.random.default_rng(2).integers(0, 256, (12, 16, 3), dtype=np.uint8)
MASK = np.zeros((12, 16), bool)
MASK[3:6, 2:9] = True
AFTER = np.where(MASK[..., np.newaxis], 255 - IMAGE, IMAGE)
DAMAGE = Damage(MASK, "opencv", {"growth": 1}, 1.0, MASK.astype(np.uint8))
SHARES = (FillShare(("telea",), 21, ((2, 3, 7, 3),)),)
RESULT = SavedResult(Restoration(IMAGE, AFTER, DAMAGE, "telea", 0.5, shares=SHARES), {})


def dossier_of(*results):
    return encode_dossier(Dossier(Painting(IMAGE, "a.png", "0" * 64, "PNG"), "A", MASK, results=list(results)))


WHOLE = dossier_of(RESULT)


def members():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts):
    return pack_zip([(name, [data]) for name, data in parts.items()])


def pack_with_new_hashes(parts, **fields):
    """A dossier of other parts, with a manifest that has their hashes."""
    manifest = json.loads(parts.pop("manifest.json")) | fields
    manifest["sha256"] = {name: sha256(data).hexdigest() for name, data in parts.items()}
    return pack(parts | {"manifest.json": json.dumps(manifest).encode()})


def assert_refused(data, words, error=BadDossier):
    with pytest.raises(error, match=words) as caught:
        read_dossier(data)
    assert caught.value.hint


@settings(max_examples=150)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_dossier_cut_short_anywhere_is_refused(length):
    assert_refused(WHOLE[:length], "cut short")


@settings(max_examples=300)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_refused_or_makes_no_difference(place, change):
    data = bytearray(WHOLE)
    data[place] ^= change
    try:
        dossier = read_dossier(bytes(data))
    except BadDossier:
        return
    assert encode_dossier(dossier) == WHOLE


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Dear conservator", encode_png(IMAGE)])
def test_another_file_is_no_dossier(data):
    assert_refused(data, "not a dossier")


def test_a_zip_file_of_something_else_is_no_dossier():
    assert_refused(pack({"letter.txt": b"Dear conservator"}), "no manifest")


@pytest.mark.parametrize("name", ["original.png", "mask.png", "results/1/restored.png", "results/1/mask.png"])
def test_a_missing_picture_is_named(name):
    parts = members()
    del parts[name]
    assert_refused(pack(parts), name)
    assert_refused(pack_with_new_hashes(parts), name)


def test_a_picture_that_is_not_in_the_manifest_is_refused():
    assert_refused(pack(members() | {"truth.png": encode_png(IMAGE)}), "does not belong")
    assert_refused(pack_with_new_hashes(members() | {"../evil.png": b""}), "does not belong")


def test_a_dossier_that_was_compressed_again_cannot_unpack_to_a_huge_size():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members().items():
            archive.writestr(name, data)
    assert_refused(file.getvalue(), "packed again")


def test_a_replaced_picture_is_noticed():
    assert_refused(pack(members() | {"original.png": encode_png(AFTER)}), r"changed.*original\.png")


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
    assert_refused(pack_with_new_hashes(members() | {name: data}), f"changed.*{words}")


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b"\xff\xfe", b"{}", b'{"dossier": "1"}', b'{"dossier": 1}', b"[" * 100000]
)
def test_a_garbled_manifest_is_refused(text):
    assert_refused(pack(members() | {"manifest.json": text}), "cannot be understood")


@pytest.mark.parametrize(
    ("original", "replacements"),
    [
        (b'"title": "A"', [b'"title": 5', b'"title": null', b'"name": "A"']),
        (b'"width": 16', [b'"width": 0', b'"width": true', b'"width": 16.0', b'"width": ' + b"9" * 400]),
        (b'"height": 12', [b'"height": 2147483648', b'"height": -1', b'"height": "12"']),
        (b'"growth": 1', [b'"growth": NaN', b'"growth": 1e999', b'"growth": "1"', b'"growth": false']),
        (b'"fill_seconds": 0.5', [b'"fill_seconds": true', b'"fill_seconds": null']),
        (b'"detector": "opencv"', [b'"detector": 1', b'"inspector": "opencv"']),
        (b'"plan": {}', [b'"plan": {"a": NaN}', b'"plan": {"a": -Infinity}', b'"plan": []']),
        (b'"corrections": []', [b'"corrections": {}', b'"corrections": [1]']),
        (b'"pixels": 21', [b'"pixels": 2.5', b'"pixels": true', b'"pieces": 21']),
        (b"       2,\n", [b"", b"       2, 2,\n", b"       true,\n"]),
    ],
)
def test_a_manifest_with_an_impossible_value_is_refused(original, replacements):
    text = members()["manifest.json"]
    assert original in text
    for replacement in replacements:
        changed = text.replace(original, replacement, 1)
        assert_refused(pack(members() | {"manifest.json": changed}), "cannot be understood")


def test_a_dossier_of_a_later_version_is_refused():
    assert_refused(pack_with_new_hashes(members(), dossier=3), "version 3")


def test_kinds_that_do_not_fit_the_mask_are_refused():
    for wrong in (~MASK, MASK * np.uint8(9)):
        parts = members() | {"kinds.png": encode_png(wrong.astype(np.uint8))}
        assert_refused(pack_with_new_hashes(parts), r"kinds\.png does not fit")


def test_pictures_beyond_the_limit_are_not_decoded(monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.0001")
    assert_refused(WHOLE, "limit", ImageTooLarge)


def test_more_pictures_than_fit_into_memory_are_not_decoded(monkeypatch):
    monkeypatch.setenv("RESTORATION_MAX_MEGAPIXELS", "0.000192")
    assert_refused(dossier_of(*[RESULT] * 7), "more than fit")


@pytest.mark.parametrize(
    "unsound",
    [
        replace(RESULT.restoration, after=OUTSIDE),
        replace(RESULT.restoration, after=IMAGE, damage=replace(DAMAGE, mask=~MASK)),
    ],
    ids=["paint", "kinds"],
)
def test_a_result_that_could_not_be_read_again_is_not_written(unsound):
    with pytest.raises(ValueError, match="outside its mask"):
        dossier_of(SavedResult(unsound, {}))


@pytest.mark.parametrize("row", [0, 300, 599])
def test_one_changed_pixel_outside_the_mask_makes_a_result_unsound(row):
    before, mask = np.zeros((600, 4, 3), np.uint8), np.zeros((600, 4), bool)
    after = before.copy()
    after[row, 2, 1] = 1
    result = SavedResult(Restoration(before, after, Damage(mask), "telea", 0), {})
    assert not result.is_sound
    mask[row, 2] = True
    assert result.is_sound


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused():
    file = io.BytesIO(WHOLE)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("mask.png", b"another mask")
    assert_refused(file.getvalue(), "two files of one name")


def test_a_dossier_that_is_locked_with_a_password_is_refused():
    data = bytearray(WHOLE)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(signature)
        while place >= 0:
            data[place + flags] |= 1
            place = data.find(signature, place + 4)
    assert_refused(bytes(data), "password")


def test_a_huge_name_in_the_file_is_cut_in_the_sentence():
    with pytest.raises(BadDossier) as caught:
        read_dossier(pack(members() | {"x" * 60_000: b""}))
    assert len(caught.value.sentence) < 300


def test_a_manifest_with_millions_of_values_is_refused_before_they_take_memory():
    assert_refused(pack(members() | {"manifest.json": b"[" + b"{}," * 5_000_000 + b"{}]"}), "too long")


@pytest.mark.parametrize("depth", [101, 990, 100_000])
def test_a_deeply_nested_plan_is_refused(depth):
    plan = b'{"a":' * depth + b"1" + b"}" * depth
    text = members()["manifest.json"].replace(b'"plan": {}', b'"plan": ' + plan, 1)
    assert_refused(pack(members() | {"manifest.json": text}), "cannot be understood")
