"""Enlarging by networks: ours, trained on paintings, and Real-ESRGAN, trained on photographs."""

from functools import lru_cache
from typing import Self

from restoration import weights
from restoration.domain import Image
from restoration.imaging.halving import halve_pixels
from restoration.networks.inference import EnlargingModel, open_enlarging_model
from restoration.weights import PublishedWeights, TrainedWeights


class NetworkEnlarger:
    """Enlarges four times by a network; twice by halving that, so that each pixel is the mean of four."""

    def __init__(self, key: str, model: EnlargingModel) -> None:
        """Take a model that is ready; several enlargers may share it."""
        self.key, self.context, self._model = key, model.context, model

    @classmethod
    def from_file(cls, key: str, file: TrainedWeights) -> Self:
        """Load weights of ours, once in a process.

        Raises:
            NotReady: the file, its card or a library that runs it is missing.
            WrongWeights: the file does not match its card.
            UnreadableWeights: the card cannot be read, or the file holds no network of this version of the program.
        """
        return cls(key, _load_trained(file, file.sha256()))

    @classmethod
    def realesrgan(cls) -> Self:
        """Load the published weights of Real-ESRGAN, once in a process.

        Raises:
            NotReady: the file or PyTorch is missing.
            WrongWeights: the file is not the published one; it was not opened.
            UnreadableWeights: this version of PyTorch cannot read the file.
        """
        return cls("realesrgan", _load_realesrgan(weights.REALESRGAN))

    def enlarge(self, image: Image, by: int) -> Image:
        """See `Enlarger.enlarge`."""
        enlarged = self._model.enlarge(image)
        return enlarged if by == 4 else halve_pixels(enlarged)


@lru_cache(maxsize=2)
def _load_trained(file: TrainedWeights, sha256: str) -> EnlargingModel:
    """Return the model of a weights file; new weights have another `sha256`, and so they are loaded anew."""
    return file.open_with(open_enlarging_model)


@lru_cache(maxsize=1)
def _load_realesrgan(published: PublishedWeights) -> EnlargingModel:
    from restoration.networks.torch_inference import TorchEnlargingModel  # only torch runs it

    return published.open_with(TorchEnlargingModel.from_realesrgan)
