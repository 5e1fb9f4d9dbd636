"""Sheets on disk."""

import numpy as np
import pytest

from restoration.training.damage_bank import BadSheets, DamageSheet, read_sheets, write_sheets


def test_sheets_come_back_as_they_were_written(tmp_path, sheet):
    bare = DamageSheet((), (), sheet.worn)
    empty = DamageSheet((), (), ())
    write_sheets(tmp_path / "sheets.npz", [sheet, bare, empty])
    again = read_sheets(tmp_path / "sheets.npz")
    assert [len(part) for each in again for part in (each.painted, each.cracked, each.worn)] == [
        1,
        1,
        2,
        0,
        0,
        2,
        0,
        0,
        0,
    ]
    for before, after in zip(sheet.films + bare.films, again[0].films + again[1].films, strict=True):
        assert before.kind is after.kind
        for name in ("cover", "tones"):
            assert np.array_equal(getattr(before, name), getattr(after, name))
        assert np.array_equal(before.palette.keep, after.palette.keep)
        assert np.array_equal(before.palette.add, after.palette.add)


def test_the_same_sheets_give_the_same_bytes(tmp_path, sheet):
    write_sheets(tmp_path / "a.npz", [sheet])
    write_sheets(tmp_path / "b.npz", [sheet])
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


@pytest.mark.parametrize(
    "spoil", [lambda data: b"", lambda data: b"no sheets", lambda data: data[:-200], lambda data: data[:300]]
)
def test_a_spoilt_file_is_named_in_a_sentence(tmp_path, sheet, spoil):
    path = tmp_path / "sheets.npz"
    write_sheets(path, [sheet])
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BadSheets, match="holds no sheets of damage") as caught:
        read_sheets(path)
    assert caught.value.hint


def test_another_archive_or_none_at_all_is_no_sheets(tmp_path):
    np.savez(tmp_path / "other.npz", weights=np.zeros(3))
    np.save(tmp_path / "single.npy", np.zeros(3))
    for name in ("other.npz", "single.npy", "missing.npz"):
        with pytest.raises(BadSheets, match=name):
            read_sheets(tmp_path / name)
