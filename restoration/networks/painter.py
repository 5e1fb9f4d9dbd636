"""A trained retoucher made ready for pictures: quicker, on the fastest device there is, one caller at a time."""

from threading import Lock

import numpy as np
import torch

from restoration.domain import Image, Mask
from restoration.networks.folding import folded
from restoration.networks.retoucher import Retoucher
from restoration.networks.tensors import as_tensor


class Painter:
    """Fills damage.

    On the processor it works in full precision, with the same answer each time; on a graphics card in half precision,
    whose answers differ a little.
    """

    def __init__(self, network: Retoucher, device: str | None = None) -> None:
        """On `device`, as torch names them; None for CUDA where there is some."""
        self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        self._network = folded(network).to(self._device)
        self._turn = Lock()  # a dashboard's visitors share it; two at once would only wait for the same cores
        self.multiple_of = network.design.multiple_of  # px, what sides must be

    def paint(self, image: Image, mask: Mask) -> Image:
        """The image with its damage filled, of its own type; outside the mask it is as it was, or nearly.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB, with sides that are multiples of `multiple_of`.
            mask: (H, W) bool, True where paint is missing.
        """
        picture = as_tensor([image]).to(self._device)
        hole = torch.from_numpy(mask)[None, None].to(self._device, torch.float32)
        halved = torch.autocast(self._device.type, torch.float16, enabled=self._device.type == "cuda")
        with self._turn, torch.inference_mode(), halved:
            filled = self._network(picture, hole)[0].float().clamp(0, 1).permute(1, 2, 0).cpu()
        painted: Image = np.rint(filled.numpy() * np.iinfo(image.dtype).max).astype(image.dtype)
        return painted
