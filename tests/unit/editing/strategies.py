"""Random strokes and operations for property tests."""

from hypothesis import strategies as st

from restoration.editing.history import Stroke
from restoration.editing.operations import MaskOperation, OperationKind
from restoration.imaging.overlay import KIND_COLOURS

HEIGHT, WIDTH = 12, 16  # px of the kind maps

eighths = st.integers(-8 * 6, 8 * 22).map(lambda number: number / 8)  # px, also beyond the map; sums of them are exact
points = st.tuples(eighths, eighths)
widths = st.floats(0.1, 9)
kinds = st.sampled_from([*KIND_COLOURS, None])
lines = st.builds(Stroke, st.lists(points, min_size=1, max_size=4).map(tuple), widths, kinds)
areas = st.builds(Stroke, st.lists(points, min_size=3, max_size=6).map(tuple), widths, kinds, is_area=st.just(True))
strokes = lines | areas
steps = strokes | st.builds(MaskOperation, st.sampled_from(OperationKind), st.integers(0, 9))
