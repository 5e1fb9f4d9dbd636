"""What can be taught from the command line."""

from collections.abc import Sequence
from dataclasses import replace

from restoration.commands.teaching import Trade
from restoration.networks.trained import from_bytes
from restoration.networks.unet import UNet
from restoration.training.exam import Exam
from restoration.training.examples import Example
from restoration.training.finding import Finding
from restoration.training.plan import FindingPlan


def _finder(data: bytes) -> UNet:
    return from_bytes(data).network


def _suited_finder(plan: FindingPlan, start: UNet) -> FindingPlan:
    return replace(plan, widths=start.design.widths, ridges=start.design.ridges)


def _finding(plan: FindingPlan, examples: Sequence[Example], start: UNet | None) -> Finding:
    return Finding(plan, Exam(examples), start)


FINDING = Trade(_finder, _suited_finder, _finding, praised="F1 {f1:.3f}")
