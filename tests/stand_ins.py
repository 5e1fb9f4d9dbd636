"""Small networks that take and give what the published ones do; they fill a hole with the mean of what is near."""

import io
import warnings
from types import SimpleNamespace

import cv2
import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
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


def subject_file():
    """The bytes of an ONNX file with the signature of U2-NetP: what is redder than blue is the figure."""
    picture = helper.make_tensor_value_info("input.1", TensorProto.FLOAT, (1, 3, 320, 320))
    figure = helper.make_tensor_value_info("1959", TensorProto.FLOAT, (1, 1, 320, 320))
    red_less_blue = numpy_helper.from_array(np.array([9, 0, -9], np.float32).reshape(1, 3, 1, 1), "red_less_blue")
    nodes = [
        helper.make_node("Conv", ["input.1", "red_less_blue"], ["difference"]),
        helper.make_node("Sigmoid", ["difference"], ["1959"]),
    ]
    return _encode(helper.make_graph(nodes, "subject", [picture], [figure], [red_less_blue]))


ENCODER = """
<ir_version: 9, opset_import: ["": 17]>
encoder (float[height, width, 3] input_image) => (float[1, 256, 64, 64] image_embeddings)
{
    planes = Transpose<perm = [2, 0, 1]>(input_image)
    sides = Shape<start = 1>(planes)
    square = Constant<value_ints = [1024, 1024]>()
    margin = Sub(square, sides)
    nothing = Constant<value_ints = [0, 0, 0, 0]>()
    margins = Concat<axis = 0>(nothing, margin)
    padded = Pad(planes, margins)
    batch = Constant<value_ints = [0]>()
    picture = Unsqueeze(padded, batch)
    colours = AveragePool<kernel_shape = [16, 16], strides = [16, 16]>(picture)
    channels = Constant<value_ints = [0, 0, 0, 0, 0, 253, 0, 0]>()
    image_embeddings = Pad(colours, channels)
}
"""
DECODER = """
<ir_version: 9, opset_import: ["": 17]>
decoder (float[1, 256, 64, 64] image_embeddings, float[1, points, 2] point_coords, float[1, points] point_labels,
         float[1, 1, 256, 256] mask_input, float[1] has_mask_input, float[2] orig_im_size)
    => (float[1, 4, height, width] masks, float[1, 4] iou_predictions, float[1, 4, 256, 256] low_res_masks)
{
    first = Constant<value_int = 0>()
    point = Gather<axis = 1>(point_coords, first)
    side = Constant<value_float = 16.0>()
    place = Div(point, side)
    cell = Cast<to = 7>(place)
    steps = Constant<value_ints = [1, 64]>()
    parts = Mul(cell, steps)
    row = Constant<value_ints = [1]>()
    index = ReduceSum<keepdims = 0>(parts, row)
    flat_shape = Constant<value_ints = [256, 4096]>()
    flat = Reshape(image_embeddings, flat_shape)
    colour = Gather<axis = 1>(flat, index)
    change = Sub(flat, colour)
    size = Abs(change)
    channel = Constant<value_ints = [0]>()
    distances = ReduceSum(size, channel)
    map_shape = Constant<value_ints = [1, 1, 64, 64]>()
    distance = Reshape(distances, map_shape)
    reach_list = Constant<value_floats = [30.0, 10.0, 100.0, -1.0]>()
    reach_shape = Constant<value_ints = [1, 4, 1, 1]>()
    reach = Reshape(reach_list, reach_shape)
    logits = Sub(reach, distance)
    scales = Constant<value_floats = [1.0, 1.0, 4.0, 4.0]>()
    low_res_masks = Resize<mode = "nearest">(logits, , scales)
    masks = Identity(low_res_masks)
    score_list = Constant<value_floats = [0.6, 0.7, 0.9, 1.2]>()
    score_shape = Constant<value_ints = [1, 4]>()
    iou_predictions = Reshape(score_list, score_shape)
}
"""


def segmenter_files():
    """The bytes of two ONNX files with the signatures of MobileSAM: an object has the colour of the first point.

    The features are the mean colours of squares of 16 px. The first answer is for clear prompts; of the other three,
    one takes less, one more, and one nothing.
    """
    return tuple(onnx.parser.parse_model(text).SerializeToString() for text in (ENCODER, DECODER))


def _encode(graph):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()
