"""The network that fills damage, with its first fill, as an ONNX graph."""

from restoration.networks.designs import (
    CHANGE_SCALE,
    MEMBRANE_STEPS,
    MIN_SHARE,
    PLATE_LEVELS,
    PLATE_MOMENTUM,
    PLATE_RATE,
    PLATE_STEPS,
)
from restoration.networks.onnx_graphs.builder import END, GraphBuilder, Tensor
from restoration.networks.onnx_graphs.residual_unet import ResidualUNetGraph, normalise
from restoration.networks.trained_weights import InpaintingWeights

LEVELS = 12  # halvings of the first fill, enough for 4096 px: a graph cannot go on "until the side is 1"


def encode_inpainting_graph(weights: InpaintingWeights) -> bytes:
    """Return a model that maps `picture` (N, 3, H, W) and `mask` (N, 1, H, W), 1 in the damage, to `filled` in 0..1."""
    graph = GraphBuilder()
    picture, mask = graph.add_input("picture", channels=3), graph.add_input("mask", channels=1)
    first = _prefill(graph, picture, mask)
    inputs = graph.call("Concat", normalise(graph, first), mask, normalise(graph, picture), axis=1)
    output = ResidualUNetGraph(graph, weights.state, weights.design).run(inputs)
    change = graph.scale(graph.channels(output, 0, 3), CHANGE_SCALE)
    seen = graph.call("Mul", graph.channels(output, 3), graph.subtract(picture, first))
    filled = graph.add(graph.add(first, change), seen)
    graph.add_output(graph.clip(_where(graph, mask, filled, picture), 0, 1), "filled", channels=3)
    return graph.encode()


def _where(graph: GraphBuilder, mask: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    return graph.call("Where", graph.call("Greater", mask, graph.constant(0)), inside, outside)


def _prefill(graph: GraphBuilder, picture: Tensor, mask: Tensor) -> Tensor:
    """Return the picture with the first fill of its damage; see `prefill` in torch."""
    sound = graph.subtract(graph.constant(1), mask)
    fill = _pull_push(graph, graph.call("Mul", picture, sound), sound, level=0)
    return _where(graph, mask, graph.clip(fill, 0, 1), picture)


def _pull_push(graph: GraphBuilder, paint: Tensor, sound: Tensor, level: int) -> Tensor:
    """Return paint at every pixel; at a side of 1 px, further levels change nothing."""
    if level == LEVELS:
        return graph.call("Div", paint, graph.clip(sound, low=MIN_SHARE))
    light, share = (
        graph.call("AveragePool", layer, kernel_shape=[2, 2], strides=[2, 2], ceil_mode=1) for layer in (paint, sound)
    )
    full = graph.call("Div", graph.clip(graph.scale(share, 4), high=1), graph.clip(share, low=MIN_SHARE))
    coarse = _pull_push(graph, graph.call("Mul", light, full), graph.call("Mul", share, full), level + 1)
    missing = graph.subtract(graph.constant(1), sound)
    pushed = graph.call("Mul", missing, graph.resize(coarse, graph.sides(sound)))
    fill = graph.add(paint, pushed)
    if level < PLATE_LEVELS:
        return _relax_plate(graph, fill, missing)
    return _relax_membrane(graph, fill, paint, missing)


def _relax_membrane(graph: GraphBuilder, fill: Tensor, paint: Tensor, missing: Tensor) -> Tensor:
    """Set each missing pixel to the mean of its neighbourhood, `MEMBRANE_STEPS` times."""
    for _ in range(MEMBRANE_STEPS):
        mean = graph.call("AveragePool", fill, kernel_shape=[3, 3], pads=[1] * 4, count_include_pad=0)
        fill = graph.add(paint, graph.call("Mul", missing, mean))
    return fill


def _relax_plate(graph: GraphBuilder, fill: Tensor, missing: Tensor) -> Tensor:
    """Reduce the bending of the fill, in `PLATE_STEPS` steps."""
    rate = graph.scale(missing, PLATE_RATE)
    margin = graph.integers(0, 0, 2, 2, 0, 0, 2, 2)
    change = graph.constant(0)
    for _ in range(PLATE_STEPS):
        bend = _laplacian(graph, _laplacian(graph, graph.call("Pad", fill, margin, mode="edge")))
        change = graph.subtract(graph.scale(change, PLATE_MOMENTUM), graph.call("Mul", rate, bend))
        fill = graph.add(fill, change)
    return fill


def _laplacian(graph: GraphBuilder, layer: Tensor) -> Tensor:
    """Return the sum of the four neighbours minus four times the pixel; the sides become 2 px shorter."""

    def shifted(row: int, column: int) -> Tensor:
        ends = (offset - 2 if offset < 2 else END for offset in (row, column))
        return graph.call("Slice", layer, graph.integers(row, column), graph.integers(*ends), graph.integers(2, 3))

    neighbours = graph.add(shifted(1, 0), shifted(1, 2))
    neighbours = graph.add(graph.add(neighbours, shifted(0, 1)), shifted(2, 1))
    return graph.subtract(neighbours, graph.scale(shifted(1, 1), 4))
