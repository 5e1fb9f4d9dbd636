"""The U-Net that finds damage, the likelihoods that its logits stand for, and its weights as the bytes of a file."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
from torch import Tensor
from torch.nn import functional

from restoration.networks.designs import LUMA, RIDGE_GAIN, RIDGE_RADIUS, DetectionDesign
from restoration.networks.residual_unet import ResidualUNet, load_state, normalise
from restoration.networks.trained_weights import DETECTION_FORMAT, Calibration, decode_detection_weights
from restoration.networks.weights_file import encode_weights

_STEPS = (1, 2, 3)  # px; maxima of 2, of 4, then of all 7 pixels within the radius; 30 times as fast as a pooling layer


class DetectionUNet(ResidualUNet):
    """Maps a picture to logits: channel 0 for damage of any kind, the others for each kind, given damage.

    A network may see the picture at several scales with the same weights; then the mean of its answers counts: a crack
    looks like one at every scale, grain and single threads at one scale only.

    Source:
        L.-C. Chen et al., "Attention to scale: scale-aware semantic image segmentation", CVPR 2016, arXiv:1511.03339.
    """

    def __init__(self, design: DetectionDesign) -> None:
        """Start with random weights."""
        super().__init__(design.inputs, design.outputs, design.widths, design.unshuffle)
        self.design = design

    def forward(self, picture: Tensor) -> Tensor:
        """Return the logits of damage, as the weighted mean over all scales.

        Args:
            picture: (N, 3, H, W) in 0..1; sides are multiples of `design.multiple_of`.

        Returns:
            (N, 1 + classes, H, W).
        """
        first, *others = (scale.weight * self.forward_at_scale(picture, scale.size) for scale in self.design.scales)
        return sum(others, first)

    def forward_at_scale(self, picture: Tensor, size: float = 1.0) -> Tensor:
        """Return the logits that one scale gives; shapes as in `forward`.

        Args:
            picture: (N, 3, H, W) in 0..1.
            size: the scale, relative to the picture; the nearest size that the network accepts is used.
        """
        sides, grid = picture.shape[2:], self.design.multiple_of
        scaled = _resize(picture, [max(round(side * size / grid), 1) * grid for side in sides])
        features = normalise(scaled)
        inputs = torch.cat([features, ridge_channels(scaled)], dim=1) if self.design.ridges else features
        return _resize(self.run(inputs).float(), sides)


def _resize(layers: Tensor, sides: Sequence[int]) -> Tensor:
    """Return (N, C, H, W) with other sides; a picture that shrinks is smoothed first."""
    if layers.shape[2:] == tuple(sides):
        return layers
    shrinks = layers.shape[2] > sides[0] or layers.shape[3] > sides[1]
    return functional.interpolate(layers, tuple(sides), mode="bilinear", antialias=shrinks)


def ridge_channels(picture: Tensor) -> Tensor:
    """Return how far each pixel lies below a closing and above an opening of the luma: dark and light lines.

    Args:
        picture: (N, 3, H, W) in 0..1.

    Returns:
        (N, 2, H, W), 0 and more: `RIDGE_GAIN` times the difference in luma.

    Source:
        I. Giakoumis et al., "Digital image processing techniques for the detection and removal of cracks in digitized
        paintings", IEEE TIP 15(1), 2006, doi:10.1109/TIP.2005.860311.
    """
    lightness = luma(picture)
    closing = -_local_maximum(-_local_maximum(lightness))
    opening = _local_maximum(-_local_maximum(-lightness))
    return RIDGE_GAIN * torch.cat([closing - lightness, lightness - opening], dim=1)


def luma(picture: Tensor) -> Tensor:
    """Return the luma (N, 1, H, W) of a picture (N, 3, H, W) in 0..1, weighted as in ITU-R BT.601."""
    return (picture * picture.new_tensor(LUMA).view(1, 3, 1, 1)).sum(dim=1, keepdim=True)


def _local_maximum(lightness: Tensor) -> Tensor:
    """Return the largest value within `RIDGE_RADIUS` px, along the rows, then along the columns."""
    for axis in (2, 3):
        padding = (0, 0, RIDGE_RADIUS, RIDGE_RADIUS) if axis == 2 else (RIDGE_RADIUS, RIDGE_RADIUS)
        lightness = functional.pad(lightness, padding, value=-torch.inf)
        for step in _STEPS:
            rest = lightness.shape[axis] - step
            lightness = torch.maximum(lightness.narrow(axis, 0, rest), lightness.narrow(axis, step, rest))
    return lightness


def likelihoods(logits: Tensor, calibration: Calibration) -> Tensor:
    """Return the likelihood of each kind of damage; without `reserves` their sum is the likelihood of damage.

    Args:
        logits: (N, 1 + kinds, H, W), as a `DetectionUNet` gives them.
        calibration: of that network.

    Returns:
        (N, kinds, H, W) in 0..1.
    """
    lists = calibration.reserves, calibration.favours
    reserves, favours = (logits.new_tensor(each or 0.0).view(1, -1, 1, 1) for each in lists)
    kinds = (logits[:, 1:] + favours).softmax(dim=1)
    return torch.sigmoid(calibration.slope * (logits[:, :1] - calibration.middle - reserves)) * kinds


@dataclass(frozen=True, slots=True, eq=False)
class TrainedDetectionUNet:
    """A trained network and the calibration of its logits."""

    network: DetectionUNet
    calibration: Calibration


def encode_detection_unet(trained: TrainedDetectionUNet) -> bytes:
    """Return the bytes of a weights file, in half precision."""
    facts = {"design": trained.network.design.as_record(), "calibration": asdict(trained.calibration)}
    return encode_weights(DETECTION_FORMAT, facts, trained.network.state_dict())


def decode_detection_unet(data: bytes) -> TrainedDetectionUNet:
    """Return the network of a weights file on the CPU, in full precision and evaluation mode.

    Raises what `decode_detection_weights` raises.
    """
    weights = decode_detection_weights(data)
    return TrainedDetectionUNet(load_state(DetectionUNet(weights.design), weights.state), weights.calibration)
