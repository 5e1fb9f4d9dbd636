"""From a painting to its restoration: find the damage, fill it, and lay the fill down so that it can be recognised."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from restoration.detection.base import Detection, Detector, SteppedDetection, mask_at
from restoration.detection.crack_width import CRACK_WIDTHS, NATIVE_WIDTH, detect_cracks, level_for
from restoration.detection.pyramid import detect_pyramid
from restoration.detection.teaching.applying import apply_taught
from restoration.detection.teaching.examples import Example
from restoration.detection.teaching.learning import learn
from restoration.detection.teaching.taught_model import TaughtModel
from restoration.disk_arrays import compute_on_disk, zeros_on_disk
from restoration.domain import (
    Damage,
    Image,
    KindMap,
    Likelihood,
    Mask,
    Progress,
    Reintegration,
    ReintegrationPart,
    ReliefRemoval,
    Restoration,
    no_progress,
    part_of,
)
from restoration.imaging.masks import grow_kinds, grow_mask, mask_of_kinds, plan_mask_strips
from restoration.imaging.visible_paint import clear_hidden, visible_paint
from restoration.inpainting.base import Inpainter, describe_generation, fill_shares, plan_stages
from restoration.inpainting.filling import OnRegion, fill_stages, ignore_region
from restoration.inpainting.relief import remove_relief
from restoration.retouching.recipe import INVISIBLE, Recipe, stroke_width
from restoration.retouching.rendering import masks_as_drawn, render_masks

RIM_GROWTH = 1  # px by which a mask grows before filling: else the soft rim of a crack would stay as a ghost line


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that make a mask of a likelihood."""

    sensitivity: float = 0.5  # 0..1
    growth: int = 0  # px by which the mask grows; less than 0 shrinks it


def mark(likelihood: Likelihood, settings: Settings) -> Mask:
    """Return the damage mask, (H, W) bool, that the settings make of an (H, W) likelihood."""
    return grow_mask(mask_at(likelihood, settings.sensitivity), settings.growth)


def mark_kinds(detection: Detection | SteppedDetection, settings: Settings, visible: Mask | None = None) -> KindMap:
    """Return the same mask as a kind map, (H, W) uint8: the kind of each damaged pixel, 0 elsewhere.

    That of a large picture lies on the disk, and memory follows the size of a strip.

    Args:
        detection: what was found.
        settings: what makes a mask of it.
        visible: (H, W) bool; where it is False, nothing is marked. None: all pixels are visible.
    """
    kinds: KindMap = zeros_on_disk(detection.kinds.shape, np.uint8)
    for strip in plan_mask_strips(kinds.shape, margin=abs(settings.growth)):
        seen = None if visible is None else visible[strip.read]
        found = clear_hidden(detection.rows(strip.read).at(settings.sensitivity), seen)
        kinds[strip.rows] = clear_hidden(grow_kinds(found, settings.growth), seen)[strip.inner]
    return kinds


def detect(
    image: Image,
    detector: Detector,
    settings: Settings,
    progress: Progress = no_progress,
    *,
    widest: int | None = None,
    taught: TaughtModel | None = None,
    visible: Mask | None = None,
) -> Damage:
    """Find the damage in a picture.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        detector: the method.
        settings: how its likelihood becomes a mask.
        progress: called as (done, total).
        widest: width of the widest cracks, px; None chooses it from the picture. See `detect_cracks`.
        taught: what strokes taught this detector, on this picture or on another one.
        visible: (H, W) bool, as `Painting.visible`: where it is False, nothing is marked, whatever colour lies there.

    Raises:
        ValueError: the sensitivity lies outside 0..1, or `widest` is too large.
        WrongTaughtModel: the taught model was learnt with another detector.
    """
    start = perf_counter()
    paint = visible_paint(image, visible)
    if taught is not None:
        taught.check_detector(detector.key)
        pyramid = detect_pyramid(detector, paint, progress)
        level = level_for(pyramid, widest)
        kinds = mark_kinds(apply_taught(taught, paint, pyramid, level), settings, visible)
        parameters = detection_parameters(settings, CRACK_WIDTHS[level], is_automatic=widest is None)
    else:
        found = detect_cracks(detector, paint, widest, progress)
        kinds = mark_kinds(found.detection, settings, visible)
        parameters = detection_parameters(settings, found.widest, is_automatic=found.is_automatic)
    return Damage(
        mask_of_kinds(kinds),
        detector.key,
        parameters,
        perf_counter() - start,
        kinds,
        None if taught is None else taught.as_record(),
        visible,
    )


def teach(
    image: Image,
    detector: Detector,
    examples: Sequence[Example],
    progress: Progress = no_progress,
    *,
    widest: int | None = None,
    weights_version: str = "",
    visible: Mask | None = None,
) -> TaughtModel:
    """Teach a detector what is damage in a picture, and what is not.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        detector: the method to teach.
        examples: strokes in the order in which they were drawn; `examples_from_mask` makes them of a partial mask.
        progress: called as (done, total).
        widest: width of the widest cracks, px; None chooses it from the picture.
        weights_version: of the detector, to recognise a taught model that was taught to other weights.
        visible: (H, W) bool, as `Painting.visible`: where it is False, no colour counts.

    Returns:
        What `detect` takes as its `taught`, for this picture or another one.

    Raises:
        NothingShown: there are no examples.
    """
    paint = visible_paint(image, visible)
    pyramid = detect_pyramid(detector, paint, progress)
    level = level_for(pyramid, widest)
    return learn(paint, pyramid, level, examples, detector=detector.key, weights_version=weights_version)


def detection_parameters(settings: Settings, widest: int, *, is_automatic: bool) -> dict[str, Any]:
    """Return the settings of a detection for a record; `widest` only where it differs from the default."""
    width = {"widest": widest} if is_automatic or widest > NATIVE_WIDTH else {}
    return asdict(settings) | width | ({"automatic_width": 1} if is_automatic else {})


def restore(
    image: Image,
    damage: Damage,
    inpainter: Inpainter,
    progress: Progress = no_progress,
    *,
    on_region: OnRegion = ignore_region,
    relief: float = 0.0,
) -> Restoration:
    """Fill the damage of a picture.

    Args:
        image: (H, W, 3) uint8 or uint16 RGB.
        damage: with an (H, W) mask; nothing is filled from where it says that nothing is visible.
        inpainter: the method.
        progress: called as (done, total).
        on_region: gets each region as soon as it is filled; see `fill_stages`.
        relief: 0..1, how much of the light and shade along the damage is taken away from the fill and from the paint
            beside the mask; see `remove_relief`. At 0, nothing outside the mask changes.

    Raises:
        BadMask: the mask covers the whole picture.
        ValueError: `relief` lies outside 0..1.
    """
    start = perf_counter()
    plan, removed = plan_stages(inpainter, damage.mask), None
    after = fill_stages(image, plan, part_of(progress, 0, 2) if relief else progress, on_region, visible=damage.visible)
    if relief:
        later = part_of(progress, 1, 2)
        after, affected = remove_relief(after, damage.mask, relief, later, visible=damage.visible)
        removed = ReliefRemoval(relief, affected)
    return Restoration(
        image,
        after,
        damage,
        inpainter.key,
        perf_counter() - start,
        shares=fill_shares(plan),
        generation=describe_generation(inpainter),
        relief=removed,
    )


def reintegrate(
    restoration: Restoration,
    recipe: Recipe,
    px_per_mm: float | None = None,
    progress: Progress = no_progress,
    *,
    masks: Mapping[str, Mask] | None = None,
) -> Restoration:
    """Lay down the fill of a restoration so that a person who stands near recognises it.

    Args:
        restoration: what was filled, and not laid down yet.
        recipe: its mode is used for all the damage, unless `masks` are given.
        px_per_mm: scale of the picture; None where it is not known.
        progress: called as (done, total).
        masks: by mode, or `INVISIBLE`: which part of the damage, (H, W), is laid down in it. The parts must not
            overlap; what belongs to none of them stays as it was filled.

    Returns:
        The same restoration where nothing is laid down in a mode.

    Raises:
        UnknownMethod: there is no such mode.
        BadMask: the damage covers the whole picture.
    """
    mask_of = {recipe.mode: restoration.damage.mask} if masks is None else masks
    fill, filled, start = restoration.after, restoration.damage, perf_counter()
    width = stroke_width(recipe, fill.shape, px_per_mm)
    wanted = {
        mode: compute_on_disk(np.logical_and, mask, filled.mask, dtype=np.bool_)
        for mode, mask in mask_of.items()
        if mode != INVISIBLE
    }
    drawn = masks_as_drawn(wanted, width.px)
    if not drawn:
        return restoration
    lost = _lost_paint(filled)
    after = render_masks(drawn, restoration.before, fill, lost, width.px, recipe.seed, progress)
    parts = tuple(ReintegrationPart(mode, int(mask.sum())) for mode, mask in drawn.items())
    reintegration = Reintegration(fill, parts, width.px, width.mm, px_per_mm, recipe.seed, width.is_limited)
    seconds = restoration.seconds + perf_counter() - start
    return replace(restoration, after=after, seconds=seconds, reintegration=reintegration)


def _lost_paint(damage: Damage) -> Mask:
    """Return (H, W) bool: where the paint is damaged, or cannot be seen."""
    if damage.visible is None:
        return damage.mask
    return compute_on_disk(lambda mask, visible: mask | ~visible, damage.mask, damage.visible, dtype=np.bool_)
