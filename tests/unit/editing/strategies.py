"""Random strokes and operations for property tests."""

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from restoration.domain import DAMAGE_KINDS
from restoration.editing.history import AreaStep, AreaUse, MarkedArea, Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.editing.pixel_mask import PixelMask
from restoration.editing.regions import RegionDecision, RegionStatus
from restoration.imaging.overlay import KIND_COLOURS

HEIGHT, WIDTH = 12, 16  # px of the kind maps

eighths = st.integers(-8 * 6, 8 * 22).map(lambda number: number / 8)  # px, also beyond the map; sums of them are exact
points = st.tuples(eighths, eighths)
widths = st.floats(0.1, 9)
kinds = st.sampled_from([*KIND_COLOURS, None])
protected = st.lists(st.sampled_from(DAMAGE_KINDS), max_size=2, unique=True).map(tuple)
lines = st.builds(Stroke, st.lists(points, min_size=1, max_size=4).map(tuple), widths, kinds)
areas = st.builds(Stroke, st.lists(points, min_size=3, max_size=6).map(tuple), widths, kinds, is_area=st.just(True))
strokes = lines | areas
masks = st.integers(0, 2 ** (HEIGHT * WIDTH) - 1).map(  # a list of bits takes fifty times as long to draw
    lambda bits: np.array([bits >> place & 1 for place in range(HEIGHT * WIDTH)], np.bool_).reshape(HEIGHT, WIDTH)
)
pixel_masks = masks.filter(np.any).map(lambda mask: PixelMask.of((slice(0, HEIGHT), slice(0, WIDTH)), mask))
marked_areas = st.builds(MarkedArea, pixel_masks, kinds, protected)
protecting = st.builds(replace, strokes, protected=protected)
damage_kinds = st.sampled_from(DAMAGE_KINDS)
result_keys = st.sampled_from(["", "telea", "auto"])
decided = st.lists(st.tuples(pixel_masks, st.none() | damage_kinds), min_size=1, max_size=3)
decisions = st.builds(
    lambda regions, status, kind, note, *choice: RegionDecision(
        tuple(pixels for pixels, _ in regions),
        status,
        kind,
        note,
        tuple(former for _, former in regions) if any(former for _, former in regions) else (),
        *choice,
    ),
    decided,
    st.none() | st.sampled_from(RegionStatus),
    st.none() | damage_kinds,
    st.none() | st.text(max_size=9),
    st.none() | result_keys,
    st.none() | st.sampled_from(["", "tratteggio", "invisible"]),
    st.lists(result_keys, max_size=2).map(tuple),
)
operations = st.builds(MaskOperation, st.sampled_from(OperationKind), st.integers(0, 9))
area_changes = st.builds(AreaStep, st.sampled_from(AreaUse), st.none() | strokes | marked_areas)
steps = strokes | protecting | marked_areas | decisions | operations | area_changes
