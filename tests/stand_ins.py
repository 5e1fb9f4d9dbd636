"""Small networks that take and give what the published ones do; they fill a hole with the mean of what is near."""

import io
import warnings
from types import SimpleNamespace

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


class InpaintPipeline:
    """As a pipeline of diffusers for masks, on pictures of 128 px: it takes and gives what that does.

    Its fill is the mean of what is near, with noise from the generator; and it tints all that it repaints.
    """

    vae_scale_factor = 8
    tokenizer = None
    tint = np.array([0.04, -0.02, 0.03])

    def __init__(self):
        config = SimpleNamespace(sample_size=16)
        self.unet = SimpleNamespace(config=config, parameters=lambda: [torch.zeros(859_500)])
        self.calls = []

    def __call__(self, *, image, mask_image, height, width, generator, output_type, **words):
        assert (image.dtype, mask_image.dtype, output_type) == (np.float32, np.float32, "np")
        assert image.shape == (height, width, 3) and mask_image.shape == (height, width) == (128, 128)
        assert image.min() >= 0 and image.max() <= 1 and set(np.unique(mask_image)) <= {0, 1}
        self.calls.append(SimpleNamespace(image=image, hole=mask_image > 0, **words))
        sound = 1 - mask_image
        near = (
            cv2.blur(image * sound[..., np.newaxis], (41, 41)) / np.maximum(cv2.blur(sound, (41, 41)), 1e-6)[..., None]
        )
        noise = torch.randn((height, width, 1), generator=generator).numpy() / 100
        painted = np.where(mask_image[..., np.newaxis] > 0, near + noise, image) + self.tint
        return SimpleNamespace(images=np.clip(painted, 0, 1)[np.newaxis], nsfw_content_detected=None)
