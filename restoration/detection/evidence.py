"""How strongly a detector believes in each kind of damage: log-odds in steps of one byte, precise where it is sure.

A likelihood of one in a million and one of one in a hundred both mean "sound" to a threshold. To a learner they differ.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from restoration.domain import DAMAGE_KINDS, KindMap

Evidence: TypeAlias = npt.NDArray[np.uint8]
"""(kinds, H, W) uint8: the log-odds of each of `DAMAGE_KINDS`, in steps of `STEP`; 128 is a likelihood of one half."""

STEP = 0.15  # log-odds; a byte reaches from 5e-9 to 1 - 5e-9

_CODES = np.arange(256, dtype=np.float32)
ODDS: npt.NDArray[np.float32] = (_CODES - 128) * np.float32(STEP)
"""(256,) float32: the log-odds of each code."""

_SMALLEST = np.float32(1e-9)


def logistic(odds: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the likelihood, 0..1, of log-odds of any shape."""
    return np.asarray(1 / (1 + np.exp(-odds.clip(-80, 80))), np.float32)


LIKELIHOODS = logistic(ODDS)
"""(256,) float32: the likelihood of each code, 0..1."""


def encode_evidence(likelihoods: npt.NDArray[np.float32]) -> Evidence:
    """Return likelihoods in 0..1, of any shape, as codes."""
    codes = log_odds(likelihoods)
    codes /= np.float32(STEP)
    codes += 128
    return np.rint(codes, out=codes).clip(0, 255).astype(np.uint8)


def log_odds(likelihoods: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the natural logarithm of p / (1 - p), for p of any shape in 0..1; finite at 0 and 1, too."""
    odds = likelihoods + _SMALLEST
    odds /= (1 - likelihoods) + _SMALLEST
    result: npt.NDArray[np.float32] = np.log(odds, out=odds)
    return result


def evidence_from_kinds(codes: npt.NDArray[np.uint8], kinds: KindMap) -> Evidence:
    """Return the evidence of a detector that gives one kind and one likelihood, as a code, for each pixel; (H, W)."""
    evidence = np.zeros((len(DAMAGE_KINDS), *kinds.shape), np.uint8)
    for number, layer in enumerate(evidence, start=1):
        np.multiply(codes, kinds == number, out=layer)
    return evidence
