"""The detection dataset for a GPU: workers only make the random choices, the GPU renders the examples."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from restoration.training.crop_dataset import UNKNOWN, CropDataset, CropRecipe
from restoration.training.damage_bank import HALF_COVERED
from restoration.training.detection_dataset import BODY_RADIUS, BODY_SHARE, MIN_VISIBLE_CHANGE
from restoration.training.device import Device
from restoration.training.gpu.render import CropBatch, CropRenderer
from restoration.training.task import Batch


class GpuDetectionDataset(Sequence[CropRecipe]):
    """The recipe of every crop; `render` turns recipes into a batch of `DetectionExample`s."""

    def __init__(self, crops: CropDataset) -> None:
        """Use the recipes of these crops."""
        self._crops = crops
        self._renderer: CropRenderer | None = None

    def __len__(self) -> int:
        return len(self._crops)

    def __getitem__(self, index: int) -> CropRecipe:  # type: ignore[override]  # a dataset has no slices
        """Return the recipe of that index, 0..length - 1."""
        return self._crops.recipe(index)

    def render(self, recipes: Sequence[CropRecipe], device: Device) -> Batch:
        """Return the examples of N recipes on the device: (N, side, side, 3) and (N, side, side), uint8."""
        self._renderer = self._renderer or CropRenderer(self._crops, device.type)
        crops = self._renderer.render(recipes)
        return crops.damaged.to(torch.uint8).permute(0, 2, 3, 1), make_targets(crops)


def make_targets(crops: CropBatch) -> Tensor:
    """Label many crops, (N, side, side) uint8, as `make_detection_example` labels one.

    The steps are the same, but in torch: a GPU labels a whole batch at once, where it was rendered.
    """
    change = (crops.damaged - crops.clean).abs().amax(dim=1)
    covered_change = torch.where(crops.alpha > 0, change, 0.0)
    strongest = functional.max_pool2d(covered_change[:, None], 2 * BODY_RADIUS + 1, stride=1, padding=BODY_RADIUS)[:, 0]
    is_body = (change >= MIN_VISIBLE_CHANGE) & (change >= BODY_SHARE * strongest)
    target = torch.where(is_body & (crops.classes > 0), crops.classes, UNKNOWN)
    target[(crops.alpha < HALF_COVERED) & ~is_body] = 0
    target[crops.alpha == 0] = 0
    target[crops.doubt & (target == 0)] = UNKNOWN
    return target.to(torch.uint8)
