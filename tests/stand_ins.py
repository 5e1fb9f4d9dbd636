"""Small networks that take and give what the published ones do; they fill a hole with the mean of what is near."""

import io
import warnings

import cv2
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d


class _NearbyMean(torch.nn.Module):
    def forward(self, image: Tensor, mask: Tensor) -> Tensor:
        known = avg_pool2d(1 - mask, 31, 1, 15)
        return avg_pool2d(image, 31, 1, 15) / known.clamp_min(1e-6)  # relies on a hole that is black


def lama_file():
    """The bytes of a TorchScript module with the signature of LaMa."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # LaMa is published in no newer form
        torch.jit.save(torch.jit.script(_NearbyMean()), file)
    return file.getvalue()


class MiganSession:
    """As the published file of MI-GAN: it blends its fill into what lay in the hole, over the blurred rim."""

    def run(self, outputs, given):
        image, mask = given["image"], given["mask"]
        assert outputs == ["result"] and (image.dtype, mask.dtype) == (np.uint8, np.uint8)
        assert image.shape == (1, 3, 512, 512) and mask.shape == (1, 1, 512, 512)
        picture, sound = image[0].transpose(1, 2, 0).astype(float), (mask[0, 0] / 255)[..., np.newaxis]
        near = cv2.blur(picture * sound, (31, 31)) / np.maximum(cv2.blur(sound, (31, 31)), 1e-6)[..., np.newaxis]
        share = cv2.GaussianBlur(1 - sound, (0, 0), 3)[..., np.newaxis]
        return [np.rint(near * share + picture * (1 - share)).astype(np.uint8).transpose(2, 0, 1)[np.newaxis]]
