"""The record of a restoration or of a mask: what was found or changed in which picture, and by which method."""

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

import numpy as np

from restoration.domain import DAMAGE_KINDS, Damage, FillShare, PaintSource, Reintegration, Restoration
from restoration.editing.composing import chosen_regions
from restoration.editing.regions import Region, RegionMap
from restoration.editing.regions.region_map import UNFILLED
from restoration.imaging.iiif_source import source_entry
from restoration.imaging.masks import count_components, count_kinds
from restoration.imaging.painting import Painting
from restoration.imaging.scale import Scale
from restoration.output.damage_map.title_block import TitleBlock
from restoration.output.damage_map.totals import totals_by_status
from restoration.retouching.description import drawn_strokes
from restoration.versions import software_versions
from restoration.weights import network_library

STATEMENT = "Digital hypothesis: pixels inside the mask were computed, not found on the painting. "
GENERATED_STATEMENT = (
    "Digital hypothesis, generated: pixels inside the mask were invented by a model from words and from the paint "
    "around, and nothing of them was found on the painting. "
)
_OUTSIDE = "Outside the mask every pixel equals the decoded input"
_OUTSIDE_RELIEF = (
    "In the affected band beside the mask, light and shade along the damage were taken away from the paint. Outside "
    "the mask and this band every pixel equals the decoded input"
)
MASK_STATEMENT = "The mask marks what a detector took for damage. No pixel of the picture was changed."
_LOSSY_EXCEPTION = ", but for what saving as JPEG changed in all of them"


def make_record(
    painting: Painting,
    restoration: Restoration,
    *,
    restored_sha256: str,
    mask_sha256: str | None,
    affected_sha256: str | None = None,
    is_lossy: bool = False,
    scale: Scale | None = None,
    corrections: int | None = None,
    examined: TitleBlock | None = None,
    regions: RegionMap | None = None,
    composed_of: Collection[str] = (),
    output_notes: Collection[str] = (),
    request_sha256: str | None = None,
) -> dict[str, Any]:
    """Return the record, ready for JSON.

    Args:
        painting: the input.
        restoration: the result.
        restored_sha256: SHA-256 of the restored picture's file, hexadecimal.
        mask_sha256: SHA-256 of the mask's file, hexadecimal; None if none was written.
        affected_sha256: the same of the file of the affected band; None if none was written.
        is_lossy: whether the restored picture is saved as JPEG.
        scale: of the photograph; None if it is not known, then the record holds no areas in mm².
        corrections: number of strokes by which a person corrected the mask; None if it was not counted.
        examined: who examined which painting and when; None if nobody said so.
        regions: of the damage, what was rejected among them; None if nobody looked at regions.
        composed_of: keys of the results from which `compose` made this one, region by region; empty for a single fill.
        output_notes: sentences on what the restored picture's file cannot hold.
        request_sha256: what identifies the request, so that a later run can see that it is done; None where nothing
            does.
    """
    damage, generation = restoration.damage, restoration.generation
    return {
        "statement": _statement(restoration, is_lossy=is_lossy),
        "input": input_entry(painting),
        **_examination_entry(examined or TitleBlock()),
        **({} if scale is None else {"scale": scale.to_json()}),
        "damage": _damage_entry(damage, scale, regions),
        **_source_entries(damage),
        **({} if corrections is None else {"corrections": corrections}),
        "inpainter": restoration.inpainter,
        **({"generation": generation} if generation else {}),
        **_paint_source_entry(restoration.source),
        **({"filled_by": [_share_entry(share) for share in restoration.shares]} if restoration.shares else {}),
        **({"composite": _composite_entry(restoration, composed_of, regions)} if composed_of and regions else {}),
        "strength": restoration.strength,  # 0..1
        **_relief_entry(restoration, scale),
        **_reintegration_entry(restoration.reintegration, regions),
        "seconds": {"detect": round(damage.seconds, 3), "fill": round(restoration.seconds, 3)},
        "output": {
            "restored_sha256": restored_sha256,
            **({} if mask_sha256 is None else {"mask_sha256": mask_sha256}),
            **({} if affected_sha256 is None else {"affected_sha256": affected_sha256}),
            **({"notes": list(output_notes)} if output_notes else {}),
        },
        **_request_entry(request_sha256),
        **software_entries(),
    }


def make_mask_record(
    painting: Painting, damage: Damage, mask_sha256: str, request_sha256: str | None = None
) -> dict[str, Any]:
    """Return the record of a mask of which nothing was filled, ready for JSON.

    Args:
        painting: the input.
        damage: the mask, and how it was found.
        mask_sha256: SHA-256 of the mask's file, hexadecimal.
        request_sha256: as `make_record` takes it.
    """
    return {
        "statement": MASK_STATEMENT,
        "input": input_entry(painting),
        "damage": _damage_entry(damage, None, None),
        **_source_entries(damage),
        "seconds": {"detect": round(damage.seconds, 3)},
        "output": {"mask_sha256": mask_sha256},
        **_request_entry(request_sha256),
        **software_entries(),
    }


def _request_entry(request_sha256: str | None) -> dict[str, Any]:
    return {} if request_sha256 is None else {"request_sha256": request_sha256}


def input_entry(painting: Painting) -> dict[str, Any]:
    """Return what identifies and describes a painting as it was read."""
    height, width = painting.image.shape[:2]
    return {
        "name": painting.name,
        "sha256": painting.sha256,
        "format": painting.format,
        "width": width,
        "height": height,
        "bits_per_channel": painting.image.dtype.itemsize * 8,
        "channels": 1 if painting.is_grey else 3,  # beside transparency
        **({} if painting.original is None else {"photograph_box": list(painting.original)}),
        **source_entry(painting),
        "notes": list(painting.notes),
    }


def _source_entries(damage: Damage) -> dict[str, Any]:
    """Return where the mask comes from: a detector and its settings, or a file."""
    entries: dict[str, Any] = {"detector": damage.detector, "parameters": damage.parameters}
    entries |= {} if damage.taught is None else {"taught": damage.taught}
    return entries | ({} if damage.mask_file is None else {"mask_file": asdict(damage.mask_file)})


def _paint_source_entry(source: PaintSource | None) -> dict[str, Any]:
    """Return from which part of the picture alone paint was taken; nothing where that was not limited."""
    if source is None:
        return {}
    marked_by = {"drawn": True} if source.file is None else asdict(source.file)  # drawn on the page, by a person
    return {"source": marked_by | {"pixels": source.pixels, "share": source.share}}


def software_entries() -> dict[str, Any]:
    """Return the versions of what did the work, for the end of a record."""
    return {
        "network_library": network_library(),  # what runs our networks here; its version stands below
        "versions": software_versions(),
    }


def _examination_entry(examined: TitleBlock) -> dict[str, Any]:
    said = {name: text for name, text in examined.to_json().items() if text}
    return {"examined": said} if said else {}


def _damage_entry(damage: Damage, scale: Scale | None, regions: RegionMap | None) -> dict[str, Any]:
    """Return the size of the damage: in all, by kind where the kinds are known, in mm² where the scale is known."""
    entry = _area_entry(int(np.count_nonzero(damage.mask)), damage.paint_pixels, scale)
    entry["regions"] = count_components(damage.mask)
    if damage.notes:
        entry["notes"] = list(damage.notes)  # on what was odd about a given mask
    if regions is not None:
        sums = totals_by_status(regions.regions)
        entry["regions_by_status"] = {status.value: each.count for status, each in sums.items()}
    if scale is not None:
        entry["px_per_mm"] = scale.px_per_mm
    if damage.kinds is not None:
        counts = count_kinds(damage.kinds, damage.mask)
        entry["by_kind"] = {
            kind.value: _area_entry(count, damage.paint_pixels, scale)
            for kind, count in zip(DAMAGE_KINDS, counts, strict=True)
            if count
        }
    return entry


def _statement(restoration: Restoration, *, is_lossy: bool) -> str:
    inside = GENERATED_STATEMENT if restoration.generation else STATEMENT
    outside = _OUTSIDE if restoration.relief is None else _OUTSIDE_RELIEF
    return inside + outside + (_LOSSY_EXCEPTION if is_lossy else "") + "."


def _relief_entry(restoration: Restoration, scale: Scale | None) -> dict[str, Any]:
    """Return how much relief was taken away, and the size of the band beside the mask that this changed."""
    if restoration.relief is None:
        return {}
    affected = int(np.count_nonzero(restoration.relief.affected))
    area = _area_entry(affected, restoration.damage.paint_pixels, scale)
    return {"relief": {"strength": restoration.relief.strength, "affected": area}}  # strength: 0..1


def _area_entry(pixels: int, picture_pixels: int, scale: Scale | None) -> dict[str, Any]:
    area: dict[str, Any] = {"share": pixels / max(picture_pixels, 1), "pixels": pixels}  # share: 0..1
    if scale is not None:
        area["mm2"] = scale.mm2(pixels)
    return area


def _composite_entry(restoration: Restoration, results: Collection[str], regions: RegionMap) -> dict[str, Any]:
    """Return the default result, the share of each in what was filled (0..1), and what was chosen for which region."""
    total = sum(share.pixels for share in restoration.shares)
    return {
        "default": restoration.inpainter,
        "shares": {share.methods[0]: share.pixels / total for share in restoration.shares},
        "regions": [_choice_entry(region, key) for region, key in chosen_regions(results, regions)],
    }


def _choice_entry(region: Region, key: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "number": region.number,
        "kind": region.kind.value,
        "box": list(region.box),
        "chosen": key,
        "refused": list(region.refused),  # seen when the other one was chosen
    }
    return entry | ({"reintegration": region.reintegration} if region.reintegration else {})


def _reintegration_entry(reintegration: Reintegration | None, regions: RegionMap | None) -> dict[str, Any]:
    """Return how the fill was laid down; nothing where it is shown as it is."""
    if reintegration is None:
        return {}
    strokes = drawn_strokes(reintegration)
    entry: dict[str, Any] = {
        "modes": [{"mode": part.mode, "pixels": part.pixels} for part in reintegration.parts],
        "stroke_px": reintegration.stroke_px,
        "stroke_mm": reintegration.stroke_mm,  # None where the scale is not known
        "stroke_is_limited": reintegration.is_limited,  # thinner ones were asked for than the scale can show
        "merges_from_m": None if strokes is None else strokes.merges_from_m,  # None, too, where no mode has strokes
        "px_per_mm": reintegration.px_per_mm,
        "seed": reintegration.seed,
    }
    chosen = [
        {"number": one.number, "box": list(one.box), "mode": one.reintegration}
        for one in (regions.regions if regions else ())
        if one.reintegration and one.status not in UNFILLED
    ]
    return {"reintegration": entry | ({"regions": chosen} if chosen else {})}


def _share_entry(share: FillShare) -> dict[str, Any]:
    """Return the keys of the methods, the number of pixels that they filled, and boxes (x, y, width, height; px)."""
    entry: dict[str, Any] = {"methods": list(share.methods), "pixels": share.pixels}
    return entry | ({"boxes": [list(box) for box in share.boxes]} if share.boxes else {})
