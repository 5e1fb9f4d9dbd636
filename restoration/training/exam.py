"""The exam: the same examples every time, of paintings and damage that the network never learns from."""

from collections.abc import Sequence

import numpy as np
import torch

from restoration.errors import BadRequest
from restoration.networks.unet import UNet
from restoration.training.answers import Answers, count_answers
from restoration.training.examples import UNKNOWN, Example
from restoration.training.machine import Machine


class Exam:
    """Examples, and what is right for them."""

    def __init__(self, examples: Sequence[Example], batch: int = 8) -> None:
        """Of (side, side) examples, asked `batch` at a time; raises `BadRequest` if none shows damage."""
        pictures = torch.from_numpy(np.stack([example.picture for example in examples]))
        self._batches = [pictures[start : start + batch] for start in range(0, len(pictures), batch)]
        self._targets = np.stack([example.target for example in examples])
        if not ((self._targets > 0) & (self._targets != UNKNOWN)).any():
            hint = "Let more paintings serve to validate."
            raise BadRequest(f"None of {len(examples)} details of the validation paintings is damaged.", hint=hint)

    @torch.inference_mode()
    def sit(self, network: UNet, machine: Machine) -> Answers:
        """What the network answers; it must be in evaluation mode, and on the machine's device."""
        logits = []
        for pictures in self._batches:
            with machine.mixed():
                logits.append(network(machine.shown(pictures))[:, 0].float().cpu())
        return count_answers(torch.cat(logits).numpy(), self._targets)
