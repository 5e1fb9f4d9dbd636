"""Build an ONNX graph call by call, as code on tensors is written; a tensor is known by its name."""

from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, ValueInfoProto, helper, numpy_helper

OPSET = 19  # version of the operators; Resize smooths since 18
IR_VERSION = 9  # version of the file that goes with it

END = 2**31  # as the end of a slice: up to the last

Tensor = str
"""The name of a tensor in a graph."""


class GraphBuilder:
    """A graph under construction, of float32 pictures (N, C, H, W) whose N, H and W are known when it runs."""

    def __init__(self) -> None:
        self._graph = helper.make_graph([], "network", [], [])
        self._constants: dict[tuple[str, tuple[int, ...], bytes], Tensor] = {}

    def add_input(self, name: str, channels: int) -> Tensor:
        """Add an input (N, channels, H, W)."""
        self._graph.input.append(_picture_info(name, channels))
        return name

    def add_output(self, tensor: Tensor, name: str, channels: int) -> None:
        """Name a tensor (N, channels, H, W) as an output."""
        self._graph.node.append(helper.make_node("Identity", [tensor], [name]))
        self._graph.output.append(_picture_info(name, channels))

    def constant(self, values: npt.ArrayLike, dtype: npt.DTypeLike = np.float32) -> Tensor:
        """Add a constant; equal ones are stored once."""
        array = np.asarray(values, dtype)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            self._constants[key] = f"constant_{len(self._constants)}"
            self._graph.initializer.append(numpy_helper.from_array(array, self._constants[key]))
        return self._constants[key]

    def integers(self, *values: int) -> Tensor:
        """Add a vector of integers, for shapes and axes."""
        return self.constant(values, np.int64)

    def call(self, operator: str, *inputs: Tensor, **attributes: Any) -> Tensor:  # noqa: ANN401 - each operator has its own
        """Add a node and return its output; an input named "" is left out."""
        output = f"{operator}_{len(self._graph.node)}"
        self._graph.node.append(helper.make_node(operator, inputs, [output], **attributes))
        return output

    def add(self, left: Tensor, right: Tensor) -> Tensor:
        """Return left + right."""
        return self.call("Add", left, right)

    def subtract(self, left: Tensor, right: Tensor) -> Tensor:
        """Return left - right."""
        return self.call("Sub", left, right)

    def scale(self, tensor: Tensor, factor: float) -> Tensor:
        """Return the tensor times a number."""
        return self.call("Mul", tensor, self.constant(factor))

    def clip(self, tensor: Tensor, low: float | None = None, high: float | None = None) -> Tensor:
        """Return the tensor with its values limited."""
        bounds = ("" if bound is None else self.constant(bound) for bound in (low, high))
        return self.call("Clip", tensor, *bounds)

    def channels(self, tensor: Tensor, start: int, end: int = END) -> Tensor:
        """Return some channels of a picture."""
        return self.call("Slice", tensor, *(self.integers(number) for number in (start, end, 1)))

    def sides(self, picture: Tensor) -> Tensor:
        """Return the height and width, as integers."""
        return self.call("Shape", picture, start=2, end=4)

    def resize(self, picture: Tensor, sides: Tensor, *, smooth: bool = False) -> Tensor:
        """Return a picture with other sides, bilinear as in torch; `smooth`: antialiased where it shrinks."""
        shape = self.call("Concat", self.call("Shape", picture, start=0, end=2), sides, axis=0)
        antialiasing = {"antialias": 1, "exclude_outside": 1} if smooth else {}
        return self.call(
            "Resize", picture, "", "", shape, mode="linear", coordinate_transformation_mode="half_pixel", **antialiasing
        )

    def encode(self) -> bytes:
        """Return the model as the bytes of an ONNX file."""
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(self._graph, opset_imports=[opset], ir_version=IR_VERSION)
        return bytes(model.SerializeToString())


def _picture_info(name: str, channels: int) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ("N", channels, "H", "W"))
