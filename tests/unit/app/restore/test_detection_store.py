"""Detections kept in files."""

import os
import time

import numpy as np
import pytest

from restoration.app.restore.detection_store import (
    KEEP_DAYS,
    PART_SECONDS,
    DetectionStore,
    StoredLevel,
    level_keys,
)
from restoration.detection.pyramid import LevelDetection
from restoration.disk_arrays import is_on_disk

SHAPE = (300, 400)
FILE_BYTES = 7 * 300 * 400 + 256


@pytest.fixture
def store(tmp_path):
    return DetectionStore(tmp_path / "detections")


def some_detection(seed=0):
    rng = np.random.default_rng(seed)
    likelihood, kinds = rng.integers(0, 2**16, SHAPE).astype(np.uint16), rng.integers(0, 4, SHAPE).astype(np.uint8)
    evidence = rng.integers(0, 256, (4, *SHAPE)).astype(np.uint8)
    return StoredLevel(LevelDetection(likelihood, kinds, evidence), seconds=2.5)


def files(store):
    return sorted(path.name for path in store.folder.iterdir())


def test_what_is_kept_is_found_and_lies_on_the_disk(store):
    made = some_detection()
    for found in (store.keep("a", made), store.find("a")):
        for name in ("likelihood", "kinds", "evidence"):
            kept = getattr(found.found, name)
            np.testing.assert_array_equal(kept, getattr(made.found, name))
            assert is_on_disk(kept)
        assert found.seconds == 2.5
    assert store.find("b") is None


def test_nobody_else_on_the_machine_may_read_it(store):
    store.keep("a", some_detection())
    assert store.folder.stat().st_mode & 0o077 == 0
    assert next(store.folder.iterdir()).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("damage", ["cut", "change", "header", "empty"])
def test_a_damaged_file_is_not_used_and_is_removed(store, damage):
    store.keep("a", some_detection())
    [path] = store.folder.iterdir()
    data = bytearray(path.read_bytes())
    if damage == "change":
        data[5000] ^= 1
    elif damage == "header":
        data[:20] = b"x" * 20
    path.write_bytes(data[: {"cut": 5000, "empty": 0}.get(damage)])
    assert store.find("a") is None
    assert not files(store)


def test_the_one_used_longest_ago_makes_room(tmp_path):
    store = DetectionStore(tmp_path, max_bytes=2.5 * FILE_BYTES)
    for number, key in enumerate("ab"):
        store.keep(key, some_detection())
        os.utime(tmp_path / f"{key}.detection", (time.time() - 100 + number,) * 2)
    assert store.find("a")
    store.keep("c", some_detection())
    assert files(store) == ["a.detection", "c.detection"]


def test_old_ones_are_removed(store):
    store.keep("a", some_detection())
    long_ago = time.time() - (KEEP_DAYS + 1) * 86400
    os.utime(store.folder / "a.detection", (long_ago, long_ago))
    (store.folder / "new.part").write_bytes(b"being written")
    (store.folder / "old.part").write_bytes(b"left by a killed server")
    os.utime(store.folder / "old.part", (time.time() - PART_SECONDS - 1,) * 2)
    store.keep("b", some_detection())
    assert files(store) == ["b.detection", "new.part"]


def test_without_room_the_detection_is_still_there_for_its_user(tmp_path):
    (tmp_path / "file").write_text("")
    made = some_detection()
    kept = DetectionStore(tmp_path / "file").keep("a", made)
    np.testing.assert_array_equal(kept.found.likelihood, made.found.likelihood)


def test_the_keys_depend_on_pixels_method_and_size(painting):
    keys = level_keys(painting, "opencv")
    assert level_keys(painting.copy(), "opencv") == keys
    other = painting.copy()
    other[0, 0, 0] ^= 1
    visible = painting[..., 0] > 9
    different = [(other, "opencv"), (painting, "unet"), (painting[:, ::-1], "opencv"), (painting, "opencv", visible)]
    assert len({*keys, *(key for each in different for key in level_keys(*each))}) == 5 * len(keys)
