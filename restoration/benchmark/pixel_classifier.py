"""A classifier that tells two sorts of pixels apart by their features."""

import numpy as np
import numpy.typing as npt

from restoration.domain import Mask

Floats = npt.NDArray[np.float32]

STRENGTH = 0.03  # of the penalty on the weights
STEPS = 30  # of Newton's method


class PixelClassifier:
    """A logistic regression with a weak penalty on its weights."""

    def __init__(self, members: Floats, others: Floats) -> None:
        """Learn from features of both sorts of pixels, each (N, K) with N > 0; both sorts weigh the same."""
        features = np.concatenate([members, others])
        self._middle, self._spread = features.mean(axis=0), features.std(axis=0) + np.float32(1e-3)
        shares = np.repeat([0.5 / len(members), 0.5 / len(others)], [len(members), len(others)])
        is_member = np.repeat([1.0, 0.0], [len(members), len(others)])
        inputs = self._inputs(features).astype(np.float64)
        penalty = np.array([1e-6, *[STRENGTH] * features.shape[1]])
        weights = np.zeros(inputs.shape[1])
        for _ in range(STEPS):
            likelihood = 1 / (1 + np.exp(-inputs @ weights))
            slope = inputs.T @ (shares * (likelihood - is_member)) + penalty * weights
            curvature = (inputs * (shares * likelihood * (1 - likelihood))[:, np.newaxis]).T @ inputs
            weights = weights - np.linalg.solve(curvature + np.diag(penalty), slope)
        self._weights = weights.astype(np.float32)

    def score(self, features: Floats) -> Floats:
        """Return (...): how surely pixels with features (..., K) are members; above 0 it is more likely than not."""
        scores: Floats = self._inputs(features) @ self._weights
        return scores

    def mark(self, features: Floats) -> Mask:
        """Return the mask, (...) bool, of features (..., K): where a pixel is more likely a member than not."""
        return self.score(features) > 0

    def _inputs(self, features: Floats) -> Floats:
        scaled = (features - self._middle) / self._spread
        return np.concatenate([np.ones((*scaled.shape[:-1], 1), np.float32), scaled], axis=-1)
