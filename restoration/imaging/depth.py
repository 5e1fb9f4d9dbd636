"""Samples of 8 bits as 16, and the other way round."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.uint8 | np.uint16]


def in_depth_of(like: Samples, samples: Samples) -> Samples:
    """The samples in the type of others: 255 becomes 65535, and of 16 bits the higher 8 are kept."""
    if samples.dtype == like.dtype:
        return samples
    if like.dtype == np.uint8:
        return (samples >> 8).astype(np.uint8)
    return samples.astype(np.uint16) * np.uint16(257)
