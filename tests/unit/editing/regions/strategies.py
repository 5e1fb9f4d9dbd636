"""Random kind maps with marks of all shapes, for property tests."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

SHAPE = (14, 18)

dense = arrays(np.uint8, SHAPE, elements=st.integers(0, 4))
sparse = st.tuples(arrays(np.bool_, SHAPE), st.integers(1, 4)).map(lambda both: both[0] * np.uint8(both[1]))
kind_maps = dense | sparse
