"""The file that a command writes must not be one that it reads."""

from pathlib import Path

from restoration.errors import BadRequest


def refuse_inputs(output: Path, *inputs: Path, by: str, hint: str = "Name another file.") -> None:
    """Raise `BadRequest` if the output is one of the inputs, which it would replace.

    Args:
        output: where the command writes.
        inputs: what it reads.
        by: what would replace it, for the sentence: "the map".
        hint: the cure.
    """
    if output.exists() and any(path.exists() and output.samefile(path) for path in inputs):
        raise BadRequest(f"{output} would be replaced by {by}.", hint=hint)
