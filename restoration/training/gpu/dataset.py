"""Examples for a detector, made where the network learns: workers only throw the dice."""

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
    """The recipe of every crop, to be developed a batch at a time; what comes out is a batch of `Example`s."""

    def __init__(self, crops: CropDataset) -> None:
        """Of those crops."""
        self._crops = crops
        self._darkroom: CropRenderer | None = None

    def __len__(self) -> int:
        return len(self._crops)

    def __getitem__(self, index: int) -> CropRecipe:  # type: ignore[override]  # a data set has no slices
        """The recipe of that index, 0..length - 1."""
        return self._crops.recipe(index)

    def develop(self, recipes: Sequence[CropRecipe], machine: Device) -> Batch:
        """The examples of those recipes, on the machine's device."""
        self._darkroom = self._darkroom or CropRenderer(self._crops, machine.device)
        prints = self._darkroom.develop(recipes)
        return prints.damaged.to(torch.uint8).permute(0, 2, 3, 1), make_targets(prints)


def make_targets(prints: CropBatch) -> Tensor:
    """(N, side, side) uint8: what `examples.example_of` asks for, of many crops at once."""
    change = (prints.damaged - prints.clean).abs().amax(dim=1)
    covered_change = torch.where(prints.alpha > 0, change, 0.0)
    strongest = functional.max_pool2d(covered_change[:, None], 2 * BODY_RADIUS + 1, stride=1, padding=BODY_RADIUS)[:, 0]
    is_body = (change >= MIN_VISIBLE_CHANGE) & (change >= BODY_SHARE * strongest)
    target = torch.where(is_body & (prints.classes > 0), prints.classes, UNKNOWN)
    target[(prints.alpha < HALF_COVERED) & ~is_body] = 0
    target[prints.alpha == 0] = 0
    target[prints.doubt & (target == 0)] = UNKNOWN
    return target.to(torch.uint8)
