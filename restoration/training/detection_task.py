"""The task of training a network that detects damage, and the calibration of what it has learnt.

The calibration says which logit means sensitivity 0.5, and how far the ends of the slider reach.
"""

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from torch import Tensor

from restoration.domain import DAMAGE_KINDS, DamageKind
from restoration.networks.designs import DetectionDesign, InputScale
from restoration.networks.detection_unet import (
    DetectionUNet,
    TrainedDetectionUNet,
    decode_detection_unet,
    encode_detection_unet,
)
from restoration.networks.trained_weights import Calibration
from restoration.training.config import DetectionConfig
from restoration.training.device import Device
from restoration.training.distillation import Distillation
from restoration.training.evaluation import DetectionEvaluation
from restoration.training.logit_histogram import BIN_CENTRES, Counts, DetectionScores, LogitHistogram, compute_scores
from restoration.training.losses import DetectionLoss
from restoration.training.task import Batch, Metrics, RunResult, describe_network, initialise_network

MAX_FALSE_SHARE = 0.01  # part of the undamaged pictures, with painted hair, lace and weave, that may be marked
SLOPE_RANGE = (0.25, 4.0)  # beyond it, sensitivities 0.1 and 0.9 would mark nothing and everything, or hardly differ
F1_TOLERANCE = 0.002  # thresholds whose F1 is this close to the best are as good as the best
KIND_MARGINS = {DamageKind.LOSS: 3.0}  # extra logits a kind needs to be marked; see docs/decisions/0007
KIND_PRIORS = {DamageKind.ABRASION: -3.0}  # logits added before the kinds are compared; see docs/decisions/0007
BISECTION_STEPS = 50


class DetectionTask:
    """A `Task`. A batch holds pictures, (N, H, W, 3) uint8, and targets, (N, H, W) uint8 (see `Target`)."""

    main_metric = "f1"

    def __init__(
        self,
        config: DetectionConfig,
        evaluation: DetectionEvaluation,
        start: DetectionUNet | None = None,
        teacher: DetectionUNet | None = None,
    ) -> None:
        """Prepare the loss and the evaluation.

        Args:
            config: the settings.
            evaluation: the evaluation examples.
            start: a network with initial weights, of the design of the config but for its scales; None: they are
                random.
            teacher: the network whose answers count if the config says so; None: `start`.
        """
        design = DetectionDesign(config.widths, config.unshuffle, len(DAMAGE_KINDS), config.ridges)
        scales = start.design.scales if start else design.scales
        self._design = replace(design, scales=(InputScale(config.scale, 1.0),) if config.scale else scales)
        self._loss = DetectionLoss(overlap=config.overlap, kinds=config.kinds, focus=config.focus)
        self._evaluation, self._start = evaluation, start
        self._distillation = _distillation(teacher or start, config)

    def build_network(self, seed: int) -> DetectionUNet:
        """See `Task.build_network`."""
        return initialise_network(lambda: DetectionUNet(self._design), seed, self._start)

    def loss(self, network: DetectionUNet, batch: Batch, device: Device) -> Tensor:
        """See `Task.loss`."""
        picture, target = device.to_input(batch[0]), batch[1].to(device.type, non_blocking=True)
        with device.autocast():
            logits = network.forward_at_scale(picture, self._design.scales[0].size)  # the examples vary the distance
        total = self._loss(logits.float(), target)
        if self._distillation:
            total = total + self._distillation.loss(logits.float(), picture, device)
        return total

    def evaluate(self, network: DetectionUNet, device: Device) -> Metrics:
        """See `Task.evaluate`."""
        scores = compute_scores(self._evaluation.run(network, device))
        return {"f1": scores.f1, "average_precision": scores.average_precision, "false_share": scores.false_share}

    def finish(self, network: DetectionUNet, device: Device) -> RunResult:
        """Round the weights as their file does, evaluate them in float32, and calibrate the network."""
        rounded = decode_detection_unet(encode_detection_unet(TrainedDetectionUNet(network, Calibration()))).network
        histogram = self._evaluation.run(rounded.to(device.type), replace(device, precision="float32"))
        trained = TrainedDetectionUNet(rounded.cpu(), calibrate(histogram))
        scores = score_at_default_sensitivity(histogram)
        return RunResult(encode_detection_unet(trained), _card_of(trained, scores), _summarise(scores))


def _distillation(teacher: DetectionUNet | None, config: DetectionConfig) -> Distillation | None:
    if teacher is None or not config.distillation:
        return None
    return Distillation(teacher, config.distillation, config.kinds)


def _card_of(trained: TrainedDetectionUNet, scores: DetectionScores) -> dict[str, Any]:
    return {
        "network": describe_network(trained.network, trained.network.design),
        "scores": asdict(scores),
        "calibration": asdict(trained.calibration),
    }


def _summarise(scores: DetectionScores) -> str:
    summary = f"F1 {scores.f1:.3f}, average precision {scores.average_precision:.3f}"
    if scores.false_share is None:
        return summary
    return f"{summary}, {scores.false_share:.2%} of undamaged pictures marked"


def score_at_default_sensitivity(histogram: LogitHistogram) -> DetectionScores:
    """Return the scores at sensitivity 0.5 of a network that is calibrated with this histogram."""
    return compute_scores(histogram, MAX_FALSE_SHARE, F1_TOLERANCE)


def calibrate(histogram: LogitHistogram) -> Calibration:
    """Return the calibration that fits the logits of an evaluation.

    The middle, sensitivity 0.5, is the highest logit whose mean F1 is as good as the best, among those that mark
    little of undamaged pictures: what is marked will be painted over, so a false mark does more harm than a missed
    crack.

    The slope comes from a logistic regression on all pixels with the middle fixed, as in Platt scaling. It flattens
    the likelihoods of an overconfident network, whose slider then covers more logits: at the likelihoods 0.1 and 0.9,
    the share of damaged pixels is about as stated.

    The network must be surer of losses: a false crack is painted over and hardly seen, a false loss can be half a
    face. Thin pale marks are mostly worn paint in the training data but mostly cracks in the photographs that people
    restore, so worn paint counts as less frequent.

    Source:
        J. Platt, "Probabilistic outputs for support vector machines", in Advances in Large Margin Classifiers, 1999;
        M. Saerens et al., "Adjusting the outputs of a classifier to new a priori probabilities: a simple procedure",
        Neural Computation 14(1), 2002, doi:10.1162/089976602753284446.
    """
    middle = score_at_default_sensitivity(histogram).logit
    damaged, sound = histogram.damaged.sum(axis=0), histogram.sound.sum(axis=0)
    margins, priors = (
        tuple(by_kind.get(kind, 0.0) for kind in DAMAGE_KINDS) for by_kind in (KIND_MARGINS, KIND_PRIORS)
    )
    return Calibration(middle, _fit_slope(BIN_CENTRES - middle, damaged, sound), reserves=margins, favours=priors)


def _fit_slope(distances: np.ndarray, damaged: Counts, sound: Counts) -> float:
    """Return the most likely slope in `SLOPE_RANGE`, by bisection, as the log-likelihood is concave in it."""
    low, high = SLOPE_RANGE
    for _ in range(BISECTION_STEPS):
        slope = (low + high) / 2
        likelihood = 1 / (1 + np.exp(-slope * distances))
        if (distances * (damaged * (1 - likelihood) - sound * likelihood)).sum() > 0:  # a steeper slope is more likely
            low = slope
        else:
            high = slope
    return (low + high) / 2
