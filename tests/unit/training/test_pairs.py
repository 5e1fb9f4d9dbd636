"""Finding and reading of pairs on disk."""

import numpy as np
import pytest
from PIL import Image

from restoration.collection.generation import encode_alphas
from restoration.damage.layer import FULL_ALPHA
from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.errors import BadImage, BadMask, BadRequest
from restoration.training.crop_dataset import UNKNOWN
from restoration.training.pairs import PairFiles, find_pairs, read_pair

SIZE = (40, 50)


@pytest.fixture
def folders(tmp_path):
    """A folder with the damaged pictures a.png and b.png, and a folder with their masks."""
    images, masks = tmp_path / "images", tmp_path / "masks"
    for folder in (images, masks):
        folder.mkdir()
    mask = np.zeros(SIZE, np.uint8)
    mask[10:14] = 255
    for name in ("a", "b"):
        Image.fromarray(np.full((*SIZE, 3), 90, np.uint8)).save(images / f"{name}.png")
        Image.fromarray(mask).save(masks / f"{name}_mask.png")
    return images, masks


def test_every_picture_is_found_with_its_files(folders):
    images, masks = folders
    (masks / "a_alpha.tif").write_bytes(b"")
    Image.new("L", SIZE[::-1]).save(masks / "a_touch.png")
    Image.new("RGB", SIZE[::-1]).save(images / "a_clean.png")
    assert find_pairs(images, masks) == [
        PairFiles(images / "a.png", masks / "a_mask.png", masks / "a_touch.png", masks / "a_alpha.tif"),
        PairFiles(images / "b.png", masks / "b_mask.png", None, None),
    ]


def test_masks_beside_their_pictures_count_as_cracks(folders):
    images, masks = folders
    for path in masks.iterdir():
        path.rename(images / path.name)
    pair = read_pair(find_pairs(images, images)[0])
    assert set(np.unique(pair.kinds)) == {0, 1 + DAMAGE_KINDS.index(DamageKind.CRACK)}
    assert (pair.cover[10:14] == 255).all()
    assert not pair.cover[14:].any()


def test_the_alpha_file_gives_the_kinds_and_damage_that_changed_nothing_is_unknown(folders):
    images, masks = folders
    alphas = {kind: np.zeros(SIZE, np.uint16) for kind in DAMAGE_KINDS}
    alphas[DamageKind.SCRATCH][:, 5], alphas[DamageKind.LOSS][20:30], alphas[DamageKind.CRACK][20] = (
        FULL_ALPHA,
        FULL_ALPHA // 4,
        FULL_ALPHA // 8,
    )
    touch = np.full(SIZE, 255, np.uint8)
    touch[25:30] = 0
    (masks / "a_alpha.tif").write_bytes(encode_alphas(alphas))
    Image.fromarray(touch).save(masks / "a_touch.png")
    pair = read_pair(find_pairs(images, masks)[0])
    scratch, loss = (1 + DAMAGE_KINDS.index(kind) for kind in (DamageKind.SCRATCH, DamageKind.LOSS))
    assert (pair.kinds[:25, 5] == scratch).all()
    assert (pair.kinds[20:25, 6:] == loss).all()
    assert (pair.kinds[25:30] == UNKNOWN).all()
    assert (pair.cover[20, 6], pair.cover[0, 5], pair.cover[0, 0]) == (64, 255, 0)


def test_the_error_names_a_missing_mask(folders):
    images, masks = folders
    (masks / "b_mask.png").unlink()
    with pytest.raises(BadRequest, match=r"for b\.png") as caught:
        find_pairs(images, masks)
    assert "b_mask.png" in caught.value.hint


def test_the_error_names_a_mask_of_another_size(folders):
    images, masks = folders
    Image.new("L", (8, 8)).save(masks / "b_mask.png")
    with pytest.raises(BadMask, match="b_mask"):
        find_pairs(images, masks)


def test_the_error_names_a_damaged_picture_file(folders):
    pair = find_pairs(*folders)[0]
    pair.picture.write_bytes(pair.picture.read_bytes()[:60])
    with pytest.raises(BadImage, match=r"a\.png"):
        read_pair(pair)


def test_the_error_names_an_alpha_file_with_other_pages(folders):
    images, masks = folders
    Image.new("L", SIZE[::-1]).save(masks / "a_alpha.tif")
    with pytest.raises(BadImage, match=r"a_alpha\.tif"):
        read_pair(find_pairs(images, masks)[0])
