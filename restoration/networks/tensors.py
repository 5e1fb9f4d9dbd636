"""Pictures as networks take them."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from restoration.domain import Image


def as_tensor(pictures: Sequence[Image]) -> Tensor:
    """(N, 3, H, W) float32 in 0..1, each pixel's channels side by side in memory.

    Args:
        pictures: N of (H, W, 3) uint8 or uint16, all of one size and type; white is 255 or 65535.
    """
    stack = np.stack(pictures)
    return torch.from_numpy(stack / np.float32(np.iinfo(stack.dtype).max)).permute(0, 3, 1, 2)
