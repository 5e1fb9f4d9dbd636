"""PatchMatch: fills losses with paint from elsewhere in the picture."""

from collections.abc import Sequence
from itertools import takewhile
from typing import Self

import cv2
import numpy as np

from restoration.domain import Image, Mask
from restoration.errors import BadMask
from restoration.inpainting.base import Needs
from restoration.inpainting.classical import NavierStokes
from restoration.inpainting.grain import add_grain
from restoration.inpainting.patch_based.exemplars import SIDE, Exemplars, sound_patches
from restoration.inpainting.patch_based.field import (
    Field,
    find_targets,
    improve_field,
    link_neighbours,
    refine_field,
    start_field,
)
from restoration.inpainting.patch_based.guide import Guide
from restoration.inpainting.patch_based.scales import Layers, Scale, build_scales
from restoration.inpainting.patch_based.source_sheet import lay_out_source
from restoration.inpainting.patch_based.voting import trust_targets, vote, weigh_sources
from restoration.inpainting.texture import FloatImage, depth_ramp

MIN_PATCHES = 20  # of sound paint, at every scale that is used
COARSEST_DEPTH = 3.0  # px from the rim to the middle of the damage, at which the first guess is good enough to start
COARSEST_ROUNDS, ROUNDS, FINEST_ROUNDS = 12, 8, 4  # of search and vote, at each scale
SEARCHES = 2  # in a round
FINEST_STEP = 2  # px between patches at the finest scale; 1 takes twice as long, and is smoother
JOIN = 4.0  # px from the rim, over which the fill passes from a smooth continuation of the paint there to patches
SOURCE_SCALES = 6  # more than the damage of a region needs

# 256: a loss of 200 px stays whole. 96: more finds no better paint. 16: the rim that the fill continues.
AROUND_NEEDS, SOURCE_NEEDS = Needs(context=96, region=256), Needs(context=16, region=256)
GUIDED_NEEDS = Needs(context=96, region=256, uses_masked_pixels=True)


class PatchMatch:
    """Fills with patches of sound paint of the same picture.

    From a coarse scale to the finest, each patch in the damage looks for the most similar patch of sound paint, and
    each missing pixel becomes the mean of what these patches have at its place. At the rim, Navier-Stokes joins the
    fill to the paint, and grain of sound paint makes up for what the mean has smoothed. Where fewer than `MIN_PATCHES`
    patches of sound paint are in sight, Navier-Stokes fills alone.

    Source:
        C. Barnes, E. Shechtman, A. Finkelstein, D. B. Goldman, "PatchMatch: a randomized correspondence algorithm for
        structural image editing", ACM Transactions on Graphics 28(3), 2009, doi:10.1145/1531326.1531330; the scales
        and the vote after Wexler et al. 2007 and Newson et al. 2014, see `voting` and `scales`.
    """

    key = "patchmatch"

    def __init__(self, exemplars: Sequence[Exemplars] = ()) -> None:
        """Take the patches of each scale, the finest first; without them, paint is taken from around the damage."""
        self.needs = SOURCE_NEEDS if exemplars else AROUND_NEEDS
        self._exemplars = exemplars

    @classmethod
    def with_source(cls, image: Image, source: Mask, damage: Mask) -> Self:
        """Return an inpainter that takes paint only from a part of a picture, wherever the damage lies.

        Of a source larger than `source_sheet.MAX_TILES` tiles, evenly spread tiles are used. The fill is neither joined
        to the paint at the rim nor given its grain, so a seam may show.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, the whole picture.
            source: (H, W) bool, True where paint may be taken.
            damage: (H, W) bool, True where paint is damaged; none is taken there.

        Raises:
            BadMask: the sound part of the source is too small.
        """
        sheet, missing = lay_out_source(image, source & ~damage)
        _check_size(missing)
        return cls(_find_exemplars(build_scales(sheet, missing, SOURCE_SCALES)))

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`."""
        smooth = NavierStokes().fill(image, mask)
        scales = build_scales(smooth, mask, _scale_count(mask))
        exemplars = self._exemplars or _find_exemplars(scales)
        if not exemplars or not mask.any() or min(mask.shape) < SIDE:
            return smooth
        colours = np.iinfo(image.dtype).max * _vote_scales(scales, exemplars)[mask, :3]
        return _with_pixels(smooth, mask, colours) if self._exemplars else _join(smooth, mask, colours)


class GuidedPatchMatch:
    """Gives the fill that is there already the texture of sound paint around the damage, as `PatchMatch` finds it.

    Coarse colours follow the first fill, which knows better what lies where; at the rim it stays.
    """

    key, needs = PatchMatch.key, GUIDED_NEEDS

    def fill(self, image: Image, mask: Mask) -> Image:
        """See `Inpainter.fill`; the masked pixels of the image hold the first fill."""
        scales = build_scales(image, mask, _scale_count(mask))
        exemplars = _find_exemplars(scales)
        if not exemplars or not mask.any() or min(mask.shape) < SIDE:
            return image
        guides = [Guide.of_scale(scale, number) for number, scale in enumerate(scales)]
        colours = np.iinfo(image.dtype).max * _vote_scales(scales, exemplars, guides)[mask, :3].clip(0, 1)
        return _join(image, mask, colours)


def check_source(source: Mask, damage: Mask) -> None:
    """Raise `BadMask` where `PatchMatch.with_source` would; the masks, (H, W) bool, are its own."""
    no_picture = np.broadcast_to(np.uint8(0), (*source.shape, 3))
    _check_size(lay_out_source(no_picture, source & ~damage)[1])


def _check_size(missing: Mask) -> None:
    if not _has_patches(missing):
        hint = f"Mark at least {2 * SIDE} x {2 * SIDE} px of sound paint."
        raise BadMask("The area to take paint from is too small.", hint=hint)


def _has_patches(missing: Mask) -> bool:
    return bool(np.count_nonzero(sound_patches(missing)) >= MIN_PATCHES)


def _with_pixels(image: Image, mask: Mask, colours: FloatImage) -> Image:
    """Return a copy of the image with (N, 3) colours in its masked pixels."""
    result = image.copy()
    result[mask] = np.rint(colours).astype(image.dtype)
    return result


def _join(coarse: Image, mask: Mask, colours: FloatImage) -> Image:
    """Return a coarse fill that passes from the rim of the mask inwards to (N, 3) other colours, with grain."""
    rim, share = coarse[mask].astype(np.float32), depth_ramp(mask, 0, JOIN)[mask, np.newaxis]
    return add_grain(_with_pixels(coarse, mask, rim + share * (colours - rim)), mask)


def _scale_count(mask: Mask) -> int:
    """Return at how many scales an (H, W) mask is filled."""
    depth = cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5).max()
    side, count = min(mask.shape), 1
    while depth > COARSEST_DEPTH and side >= 4 * SIDE:
        depth, side, count = depth / 2, side // 2, count + 1
    return count


def _find_exemplars(scales: list[Scale]) -> list[Exemplars]:
    """Return the patches of each scale, up to the first scale that has too few."""
    return [Exemplars.of_scale(scale) for scale in takewhile(lambda scale: _has_patches(scale.missing), scales)]


def _vote_scales(scales: list[Scale], exemplars: Sequence[Exemplars], guides: Sequence[Guide] = ()) -> Layers:
    """Return the (H, W, LAYERS) layers of the finest scale, filled; they follow the guides if there are some."""
    rng, field = np.random.default_rng(seed=0), None
    coarsest = min(len(scales), len(exemplars)) - 1
    for number in range(coarsest, -1, -1):
        rounds = COARSEST_ROUNDS if number == coarsest else ROUNDS if number else FINEST_ROUNDS
        step = 1 if number else FINEST_STEP
        guide = guides[number] if guides else None
        field, layers = _vote_scale(scales[number], exemplars[number], guide, field, rounds, step, rng)
    return layers


def _vote_scale(
    scale: Scale,
    exemplars: Exemplars,
    guide: Guide | None,
    coarse: Field | None,
    rounds: int,
    step: int,
    rng: np.random.Generator,
) -> tuple[Field, Layers]:
    """Return the field of a scale and its layers, filled, from the field of the scale before it."""
    layers, missing, targets = scale.layers, scale.missing, find_targets(scale.missing, step)
    trust, links = trust_targets(targets, missing), link_neighbours(targets, step)
    if coarse is None:
        field = start_field(targets, exemplars)
    else:
        field = refine_field(coarse, targets, exemplars)
        layers = _guided(guide, vote(layers, missing, field, exemplars.layers, trust))
    for _ in range(rounds):
        wanted = exemplars.describe(layers, targets)
        field.distances = exemplars.distances(field.sources, wanted)
        for _ in range(SEARCHES):
            improve_field(field, exemplars, wanted, links, rng)
        layers = _guided(guide, vote(layers, missing, field, exemplars.layers, weigh_sources(field, trust)))
    return field, layers


def _guided(guide: Guide | None, layers: Layers) -> Layers:
    return guide.pull(layers) if guide else layers
