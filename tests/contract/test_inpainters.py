"""The promises of every inpainter in the catalog, and of the example in CONTRIBUTING.md."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from restoration.catalog import INPAINTERS
from restoration.inpainting.auto import Auto
from restoration.inpainting.base import plan_stages
from restoration.inpainting.diffusion.inpainter import Diffusion
from restoration.inpainting.diffusion.model_folder import ModelFolder
from restoration.inpainting.filling import fill, fill_stages
from restoration.inpainting.lama import Lama
from restoration.networks.diffusion_model import DiffusionModel
from restoration.networks.torch_inference import LamaModel
from restoration.registry import Entry
from tests.contributing import build_example
from tests.stand_ins import InpaintPipeline, MiganSession, lama_file

LOCAL = [entry for entry in INPAINTERS if not entry.weights_version() and entry.key != "patchmatch"]


def _lama():
    return Lama(LamaModel.from_bytes(lama_file(), "cpu"))


def _migan():
    return pytest.importorskip("restoration.inpainting.migan", exc_type=ImportError).MiGan(MiganSession())


def _diffusion():
    return Diffusion(DiffusionModel(InpaintPipeline()), ModelFolder(Path(), "stand-in", None))


def _auto():
    return Auto(INPAINTERS.build("neural"), _migan())


# Small networks in place of weights that are not shipped.
STAND_INS = {"auto": _auto, "lama": _lama, "migan": _migan, "diffusion": _diffusion}

EXAMPLE = Entry(
    "blur",
    "Blur",
    lambda: build_example("Add an inpainter", "BlurFill"),
    summary="The paint around the damage, blurred into it.",
    source="",
)


@pytest.fixture(params=[*INPAINTERS, EXAMPLE], ids=lambda entry: entry.key)
def entry(request):
    """Each method of the catalog; if its weights are not shipped, a small network stands in for them."""
    if request.param.key in STAND_INS:
        return replace(request.param, build=STAND_INS[request.param.key])
    if problem := request.param.problem():
        pytest.skip(str(problem))
    return request.param


@pytest.fixture(params=[np.uint8, np.uint16], ids=["8bit", "16bit"])
def image(request, painting):
    return painting if request.param == np.uint8 else painting.astype(np.uint16) * 257


def test_it_has_the_key_of_its_entry(entry):
    assert entry.build().key == entry.key


def test_it_fills_the_hole_with_something_like_its_surroundings(entry, image, hole):
    damaged = image.copy()
    damaged[hole] = 0
    filled = entry.build().fill(damaged, hole)
    assert filled.shape == image.shape
    assert filled.dtype == image.dtype
    scale = np.iinfo(image.dtype).max / 255
    error = np.abs(filled[hole].astype(float) - image[hole]).mean() / scale
    assert error < 12, "grey levels, on a gradient with a grain of 6"


def test_it_does_not_change_its_input(entry, image, hole):
    before, mask = image.copy(), hole.copy()
    entry.build().fill(image, hole)
    assert np.array_equal(image, before)
    assert np.array_equal(hole, mask)


def test_the_pixels_in_the_hole_do_not_matter(entry, image, hole):
    inpainter, other = entry.build(), image.copy()
    if inpainter.needs.uses_masked_pixels:
        pytest.skip("it uses the paint that shows through thin damage")
    other[hole] = np.iinfo(image.dtype).max
    assert np.array_equal(inpainter.fill(image, hole)[hole], inpainter.fill(other, hole)[hole])


def test_the_same_input_gives_the_same_output(entry, image, hole):
    assert np.array_equal(entry.build().fill(image, hole), entry.build().fill(image, hole))


def test_a_picture_of_a_single_row_is_always_filled_in_the_same_way(entry, image, hole):
    method, row, gap = entry.build(), image[:1], np.arange(image.shape[1])[np.newaxis] % 4 == 1
    first = method.fill(row, gap)
    assert first.shape == row.shape
    for _ in range(2):
        assert np.array_equal(method.fill(row.copy(), gap), first)


def test_it_fills_a_picture_with_a_single_sound_pixel(entry, image):
    mask = np.ones(image.shape[:2], bool)
    mask[7, 9] = False
    assert entry.build().fill(image, mask).shape == image.shape


def test_a_grey_picture_stays_grey(entry, image, hole):
    """As `restore` fills it: what a method returns may have a colour, because networks see three channels."""
    grey = np.repeat(image[..., :1], 3, axis=2)
    filled = fill(grey, hole, entry.build())
    assert (filled == filled[..., :1]).all()
    assert np.array_equal(filled[~hole], grey[~hole])
    scale = np.iinfo(image.dtype).max / 255
    assert np.abs(filled[hole].astype(float) - grey[hole]).mean() / scale < 12


# Not for networks and patches, whose answer depends on all that they see.
@pytest.mark.parametrize("entry", LOCAL, ids=lambda entry: entry.key)
def test_filling_by_regions_leaves_no_seam(entry):
    """Damage that fits into a region is filled as if the inpainter saw the whole picture."""
    inpainter, rng = entry.build(), np.random.default_rng(6)
    side = inpainter.needs.region + 200
    image = rng.integers(60, 190, (side, side, 3), dtype=np.uint8)
    mask = np.zeros((side, side), bool)
    for row, column in rng.integers(0, side - 40, (12, 2)):
        mask[row : row + 2, column : column + 40] = mask[row : row + 40, column : column + 2] = True
    assert np.array_equal(fill(image, mask, inpainter), np.where(mask[..., None], inpainter.fill(image, mask), image))


def test_it_fills_from_visible_paint_alone(entry, image):
    visible, loss = np.ones(image.shape[:2], bool), np.zeros(image.shape[:2], bool)
    visible[:, :24], loss[14:34, 24:36] = False, True
    fills = []
    for hidden in (0, np.iinfo(image.dtype).max):
        cut_out = image.copy()
        cut_out[~visible] = hidden
        cut_out[loss] = 0
        method = entry.build()
        fills.append(fill_stages(cut_out, plan_stages(method, loss), visible=visible))
        assert np.array_equal(fills[-1][~loss], cut_out[~loss])
    assert np.array_equal(fills[0][visible], fills[1][visible])
    error = np.abs(fills[0][loss].astype(float) - image[loss]).mean() / (np.iinfo(image.dtype).max / 255)
    assert error < 25, "grey levels, beyond the rim of a gradient"
