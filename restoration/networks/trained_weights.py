"""What our weights files hold, as plain data that needs no torch: a network's design, its calibration, its weights."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from restoration.networks.designs import DetectionDesign, EnlargingDesign, InpaintingDesign, state_shapes
from restoration.networks.weights_file import Array, UnsuitableWeights, decode_weights

DETECTION_FORMAT = "damage U-Net, 1"
INPAINTING_FORMAT = "retoucher, 1"
ENLARGING_FORMAT = "enlarger, 1"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The map from logits to likelihoods: sigmoid(slope * (logit - middle)). Weights files store the fields by name."""

    middle: float = 0.0  # the logit at which damage and sound paint are equally likely: sensitivity 0.5
    slope: float = 1.0
    reserves: tuple[float, ...] = ()  # logits subtracted from the damage logit, for each kind; empty: none
    favours: tuple[float, ...] = ()  # logits added to each kind before the softmax over the kinds; empty: none

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Return the calibration of an entry; those of older versions may lack the lists.

        Raises:
            UnsuitableWeights: a number is not finite.
        """
        lists = {name: tuple(record.get(name, ())) for name in ("reserves", "favours")}
        calibration = cls(**{**record, **lists})
        numbers = calibration.middle, calibration.slope, *calibration.reserves, *calibration.favours
        if not all(map(math.isfinite, numbers)):
            raise UnsuitableWeights("a number of the calibration is not finite")
        return calibration


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class DetectionWeights:
    """All that a detection network is made of."""

    design: DetectionDesign
    calibration: Calibration
    state: Mapping[str, Array]  # by name, see `state_shapes`


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class InpaintingWeights:
    """All that an inpainting network is made of."""

    design: InpaintingDesign
    state: Mapping[str, Array]  # by name, see `state_shapes`


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class EnlargingWeights:
    """All that an enlarging network is made of."""

    design: EnlargingDesign
    state: Mapping[str, Array]  # by name, see `EnlargingDesign.state_shapes`


def decode_detection_weights(data: bytes) -> DetectionWeights:
    """Return the content of a weights file.

    Raises:
        ValueError: these are not the bytes of such a file.
        UnsuitableWeights: its numbers are not finite, or do not fit its design.
    """
    return decode_weights(DETECTION_FORMAT, data, _build_detection)


def decode_inpainting_weights(data: bytes) -> InpaintingWeights:
    """Return the content of a weights file; raises what `decode_detection_weights` raises."""
    return decode_weights(INPAINTING_FORMAT, data, _build_inpainting)


def decode_enlarging_weights(data: bytes) -> EnlargingWeights:
    """Return the content of a weights file; raises what `decode_detection_weights` raises."""
    return decode_weights(ENLARGING_FORMAT, data, _build_enlarging)


def _build_detection(record: Mapping[str, Any]) -> DetectionWeights:
    design, calibration = DetectionDesign.from_record(record["design"]), Calibration.from_record(record["calibration"])
    if not {len(calibration.reserves), len(calibration.favours)} <= {0, design.classes}:
        raise UnsuitableWeights("the calibration is of another number of kinds")
    return DetectionWeights(design, calibration, _check_shapes(state_shapes(design), record["state"]))


def _build_inpainting(record: Mapping[str, Any]) -> InpaintingWeights:
    design = InpaintingDesign.from_record(record["design"])
    return InpaintingWeights(design, _check_shapes(state_shapes(design), record["state"]))


def _build_enlarging(record: Mapping[str, Any]) -> EnlargingWeights:
    design = EnlargingDesign.from_record(record["design"])
    return EnlargingWeights(design, _check_shapes(design.state_shapes(), record["state"]))


def _check_shapes(shapes: Mapping[str, tuple[int, ...]], state: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return the state; raise `UnsuitableWeights` if its arrays have other names or shapes."""
    if {name: array.shape for name, array in state.items()} != shapes:
        raise UnsuitableWeights("the weights are not those of the network that the file describes")
    return state
