"""Damage sheets: their compact layers, and their files."""

import numpy as np
import pytest

from restoration.damage.layer import HALF_ALPHA, DamageLayer, make_palette
from restoration.domain import DamageKind
from restoration.training.augment.crop_window import CropWindow
from restoration.training.augment.palette import ColourJitter
from restoration.training.damage_bank import (
    ALPHA_STEP,
    LAYER_GROUPS,
    BadSheets,
    DamageSheet,
    read_sheets,
    to_sheet_layer,
    write_sheets,
)


def test_a_sheet_layer_rounds_alpha_by_half_a_step_and_never_across_half_covered():
    alpha = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    layer = DamageLayer(DamageKind.CRACK, alpha, np.full((256, 256), 3, np.uint8), make_palette(np.ones((4, 1))))
    cut = to_sheet_layer(layer).cut(CropWindow(0, 0, 256), ColourJitter())
    assert np.abs(cut.alpha.astype(int) - alpha.astype(int)).max() <= ALPHA_STEP / 2
    assert np.array_equal(cut.alpha >= HALF_ALPHA, alpha >= HALF_ALPHA)
    assert np.array_equal(cut.tones[cut.alpha > 0], layer.tones[cut.alpha > 0])


def test_a_file_gives_back_the_same_sheets(tmp_path, sheet):
    sheets = [sheet, DamageSheet((), (), sheet.worn), DamageSheet((), (), ())]
    write_sheets(tmp_path / "sheets.npz", sheets)
    again = read_sheets(tmp_path / "sheets.npz")
    counts = [[len(each.layers_in([group])) for group in LAYER_GROUPS] for each in again]
    assert counts == [[1, 1, 2], [0, 0, 2], [0, 0, 0]]
    layers = [[layer for each in both for layer in each.layers] for both in (sheets, again)]
    for before, after in zip(*layers, strict=True):
        assert before.kind is after.kind
        assert np.array_equal(before.cover, after.cover)
        assert np.array_equal(before.tones, after.tones)
        assert np.array_equal(before.palette.keep, after.palette.keep)
        assert np.array_equal(before.palette.add, after.palette.add)


def test_the_same_sheets_give_the_same_bytes(tmp_path, sheet):
    write_sheets(tmp_path / "a.npz", [sheet])
    write_sheets(tmp_path / "b.npz", [sheet])
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    "damage_file", [lambda data: b"", lambda data: b"no sheets", lambda data: data[:-200], lambda data: data[:300]]
)
def test_a_damaged_file_is_refused_with_a_sentence(tmp_path, sheet, damage_file):
    path = tmp_path / "sheets.npz"
    write_sheets(path, [sheet])
    path.write_bytes(damage_file(path.read_bytes()))
    with pytest.raises(BadSheets, match="contains no damage sheets") as caught:
        read_sheets(path)
    assert caught.value.hint


def test_other_archives_and_missing_files_are_refused_with_a_sentence(tmp_path):
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    np.save(tmp_path / "single.npy", np.zeros(3))
    for name in ("other.npz", "single.npy", "missing.npz"):
        with pytest.raises(BadSheets, match=name):
            read_sheets(tmp_path / name)
