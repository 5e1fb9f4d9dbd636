"""What a person's corrections show a detector: each stroke is an example."""

from restoration.detection.teaching.examples import Example
from restoration.editing.history import MarkedArea, Step, Stroke
from restoration.editing.replay import stroke_pixels


def examples_from_steps(steps: tuple[Step, ...], shape: tuple[int, ...]) -> list[Example]:
    """Return the strokes and areas among the steps as examples, in their order; other steps show nothing.

    Args:
        steps: all steps, from the first.
        shape: height and width of the picture, px.
    """
    examples = []
    for step in steps:
        if isinstance(step, Stroke) and (pixels := stroke_pixels(step, shape)) is not None:
            examples.append(Example.of(*pixels, step.kind))
        elif isinstance(step, MarkedArea):
            examples.append(Example.of(step.pixels.window, step.pixels.mask(), step.kind))
    return examples
