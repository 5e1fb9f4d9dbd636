"""One-click objects: a network that outlines what lies under a point or in a box.

The network is MobileSAM, in two files. The encoder looks at the picture once, which takes seconds; the decoder answers
each prompt from what the encoder saw, which is quick.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage

from restoration import weights
from restoration.domain import Box, Image, Mask
from restoration.errors import BadRequest
from restoration.imaging.overlay import as_8_bit
from restoration.weights import NotReady

if TYPE_CHECKING:
    from restoration.networks.onnx_session import Session

INPUT_SIDE = 1024  # px, the longer side of what the encoder gets; it adds the rest of the square by itself
MASK_SIDE = 256  # px, of the square that the decoder answers with
MAX_POINTS = 64  # of a prompt; more are no help

_OUTSIDE, _INSIDE, _UPPER_LEFT, _LOWER_RIGHT, _NO_POINT = 0, 1, 2, 3, -1  # labels of points
_AMBIGUOUS = 2  # labels of a prompt that may mean several things: one click, or a box alone

ClickedPoint = tuple[float, float, bool]
"""x and y, px; whether it lies inside the object, or outside it."""


@dataclass(frozen=True, slots=True, eq=False)  # eq=False: arrays have no single truth value
class Embedding:
    """What the encoder saw in a picture: 4 MB, worth keeping while the picture is open."""

    features: npt.NDArray[np.float32]  # (1, 256, 64, 64)
    shape: tuple[int, int]  # height and width of the picture, px


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """An object that a prompt may mean."""

    mask: Mask  # (H, W)
    score: float  # 0..1: by the network's own estimate, how well the mask covers an object


class PromptedSegmenter:
    """Outlines objects; its masks are as fine as a 256th of the picture's longer side.

    Source:
        C. Zhang et al., "Faster Segment Anything: towards lightweight SAM for mobile applications", arXiv:2306.14289;
        A. Kirillov et al., "Segment Anything", ICCV 2023, arXiv:2304.02643. The files are exported by
        `script/export_models.py` of github.com/Acly/dlimgedit, the decoder by `scripts/export_onnx_model.py` of
        github.com/ChaoningZhang/MobileSAM.
    """

    def __init__(self, encoder: "Session", decoder: "Session") -> None:
        """Take sessions of the published files; several segmenters may share them."""
        self._encoder, self._decoder = encoder, decoder

    @classmethod
    def from_file(cls) -> Self:
        """Load the published weights, once in a process.

        Raises:
            NotReady: a file, or the library that runs them, is missing.
            WrongWeights: a file is not the published one; it was not opened.
        """
        if problem := cls.problem():
            raise problem
        from restoration.networks.onnx_session import load_session  # ONNX Runtime is loaded only when it is used

        return cls(load_session(weights.SEGMENTER_ENCODER), load_session(weights.SEGMENTER_DECODER))

    @staticmethod
    def problem() -> NotReady | None:
        """Return what is missing to use it, or None."""
        return weights.SEGMENTER_ENCODER.problem() or weights.SEGMENTER_DECODER.problem()

    def embed(self, image: Image) -> Embedding:
        """Return what the encoder sees in a picture.

        Args:
            image: (H, W, 3) uint8 or uint16 RGB. Not changed.

        Source:
            `ResizeLongestSide.apply_image` of Segment Anything: bilinear, with smoothing. The file subtracts the mean,
            divides by the deviation and adds the margin by itself: it is exported with `use_preprocess=True`.
        """
        height, width = _input_size(image.shape)
        reduced = PillowImage.fromarray(as_8_bit(image)).resize((width, height), PillowImage.Resampling.BILINEAR)
        pixels = np.asarray(reduced, np.float32)  # (h, w, 3), 0..255
        (features,) = self._encoder.run(["image_embeddings"], {"input_image": pixels})
        return Embedding(np.asarray(features, np.float32), (image.shape[0], image.shape[1]))

    def segment(self, embedding: Embedding, points: Sequence[ClickedPoint], box: Box | None = None) -> list[Candidate]:
        """Return the objects that a prompt may mean, the most likely first.

        One click, or a box alone, may mean a part, an object or a group: it gives up to three candidates. To a prompt
        of more points the network has one more answer, which comes first.

        Args:
            embedding: of the picture.
            points: px of the picture, inside the object or outside it.
            box: around the object.

        Raises:
            BadRequest: a point or the box lies outside the picture, or the prompt names no place inside the object.

        Source:
            `SamOnnxModel.select_masks` of Segment Anything, for which answer comes first.
        """
        _check_prompt(embedding.shape, points, box)
        coordinates, labels = _encode_prompt(embedding.shape, points, box)
        logits, scores = self._decode(embedding, coordinates, labels)
        order = sorted(range(1, len(scores)), key=lambda index: -scores[index])
        if len(labels) > _AMBIGUOUS:
            order = [0, *order]
        candidates = (Candidate(_as_mask(logits[i], embedding.shape), float(np.clip(scores[i], 0, 1))) for i in order)
        return [candidate for candidate in candidates if candidate.mask.any()]

    def _decode(
        self, embedding: Embedding, coordinates: npt.NDArray[np.float32], labels: npt.NDArray[np.float32]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Return the logits (4, MASK_SIDE, MASK_SIDE), positive inside an object, and the scores (4,)."""
        inputs = {
            "image_embeddings": embedding.features,
            "point_coords": coordinates[np.newaxis],  # (1, N, 2)
            "point_labels": labels[np.newaxis],  # (1, N)
            "mask_input": np.zeros((1, 1, MASK_SIDE, MASK_SIDE), np.float32),
            "has_mask_input": np.zeros(1, np.float32),
            # the file enlarges its masks to this size, unasked: so it is kept small, and `_as_mask` enlarges them
            "orig_im_size": np.array(_input_size(embedding.shape), np.float32),
        }
        logits, scores = self._decoder.run(["low_res_masks", "iou_predictions"], inputs)
        return np.asarray(logits[0], np.float32), np.asarray(scores[0], np.float32)


def _input_size(shape: tuple[int, ...]) -> tuple[int, int]:
    """Return the height and width at which the encoder gets a picture.

    Source:
        `ResizeLongestSide.get_preprocess_shape` of Segment Anything.
    """
    scale = INPUT_SIDE / max(shape[:2])
    return max(int(shape[0] * scale + 0.5), 1), max(int(shape[1] * scale + 0.5), 1)


def _check_prompt(shape: tuple[int, int], points: Sequence[ClickedPoint], box: Box | None) -> None:
    height, width = shape
    if len(points) > MAX_POINTS:
        raise BadRequest(f"These are {len(points)} points.", hint=f"Give {MAX_POINTS} at most.")
    if box is None and not any(is_inside for _, _, is_inside in points):
        raise BadRequest("Nothing says where the object is.", hint="Click inside it.")
    if not all(0 <= x < width and 0 <= y < height for x, y, _ in points):
        raise BadRequest("This place lies outside the picture.", hint="Click inside it.")
    if box is not None:
        left, top, wide, high = box
        if not (0 <= left < left + wide <= width and 0 <= top < top + high <= height):
            raise BadRequest("The box does not lie in the picture.", hint="Draw it around the object.")


def _encode_prompt(
    shape: tuple[int, int], points: Sequence[ClickedPoint], box: Box | None
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the coordinates (N, 2), x and y in px of the encoder's input, and the labels (N,) of a prompt.

    Source:
        `ResizeLongestSide.apply_coords` of Segment Anything; the notebook `onnx_model_example.ipynb` there, for a point
        that is none where there is no box.
    """
    coordinates = [(x, y) for x, y, _ in points]
    labels = [_INSIDE if is_inside else _OUTSIDE for _, _, is_inside in points]
    if box is None:
        coordinates, labels = [*coordinates, (0, 0)], [*labels, _NO_POINT]
    else:
        left, top, width, height = box
        coordinates += [(left, top), (left + width, top + height)]
        labels += [_UPPER_LEFT, _LOWER_RIGHT]
    height, width = _input_size(shape)
    scale = np.array([width / shape[1], height / shape[0]])
    return (np.array(coordinates, np.float64) * scale).astype(np.float32), np.array(labels, np.float32)


def _as_mask(logits: npt.NDArray[np.float32], shape: tuple[int, int]) -> Mask:
    """Return the mask, (H, W), of logits (MASK_SIDE, MASK_SIDE) that cover the encoder's square.

    Source:
        `Sam.postprocess_masks` of Segment Anything: enlarged, cut to the picture, and brought to its size, all
        bilinear; a pixel belongs to the object where the logit is above 0.
    """
    height, width = _input_size(shape)
    square = cv2.resize(logits, (INPUT_SIDE, INPUT_SIDE), interpolation=cv2.INTER_LINEAR)
    resized = cv2.resize(square[:height, :width], (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized > 0)
