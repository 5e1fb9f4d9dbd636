"""What the editor in the browser asks for: corrections in their order, each carried out once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from msgspec import Meta

from restoration.app.editor.session import EditorSession, EditorState
from restoration.app.restore.regions import kept_regions
from restoration.decoding import convert_json, decode_json
from restoration.domain import DamageKind
from restoration.editing.history import History, Step
from restoration.editing.regions import RegionStatus
from restoration.editing.serialization import MAX_NOTE, MAX_REGIONS, KindName, steps_from_json
from restoration.errors import BadRequest, RestorationError
from restoration.segmentation.prompted import MAX_POINTS

MAX_COMMANDS = 1000  # in one request
MAX_GROWTH, MAX_HOLE = 20, 10_000  # px, of a selection; a hole by its area

_HINT = "Reload the page."


class RefusedCommand(BadRequest):
    """A command cannot be carried out; those before it were, and it counts as done."""

    def __init__(self, error: RestorationError, number: int) -> None:
        super().__init__(str(error), error.hint)
        self.number = number


@dataclass(frozen=True, slots=True)
class Command:
    """One change of the corrections."""

    number: Annotated[int, Meta(ge=1)]  # rises by one with each command of a page load
    do: Literal["step", "undo", "redo", "decide"]
    step: dict[str, Any] | None = None  # as JSON, for "step"
    numbers: Annotated[list[int], Meta(max_length=MAX_REGIONS)] = field(default_factory=list)  # of regions, "decide"
    regions_version: int = 0  # of the list that these numbers are from
    decision: RegionStatus | None = None
    kind: KindName | None = None
    note: Annotated[str, Meta(max_length=MAX_NOTE)] | None = None


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """The commands that a page load sends together."""

    client: Annotated[str, Meta(min_length=1, max_length=64)]  # names the page load
    commands: Annotated[list[dict[str, Any]], Meta(max_length=MAX_COMMANDS)]
    since: int | None = None  # the version of the mask that the browser shows


@dataclass(frozen=True, slots=True)
class PointRequest:
    """A pixel of the painting, and what belongs to it."""

    x: int
    y: int
    tolerance: Annotated[float, Meta(ge=0, le=100)] = 0.0  # CIE 1976 colour difference
    contiguous: bool = True
    grow: Annotated[int, Meta(ge=0, le=MAX_GROWTH)] = 0  # px by which the rim of the selection moves outwards
    close_holes: Annotated[int, Meta(ge=0, le=MAX_HOLE)] = 0  # px, the largest hole in it that is closed


@dataclass(frozen=True, slots=True)
class ObjectRequest:
    """Pixels that lie in an object, and others that do not."""

    points: Annotated[list[tuple[float, float, bool]], Meta(min_length=1, max_length=MAX_POINTS)]


def carry_out(session: EditorSession, body: bytes) -> EditorState:
    """Carry out the commands of a request, and return the state after them; those done before are left out.

    Raises:
        NotReady: the damage is being found anew; nothing was done.
        RefusedCommand: a command cannot be carried out.
        BadRequest: the request cannot be understood.
    """
    request = decode_json(body, CommandRequest, name="editor's request", hint=_HINT)
    with session.job.lock:
        session.kinds()
        for entry in request.commands:
            command = convert_json(entry, Command, name="editor's command", hint=_HINT)
            if command.number > session.done(request.client):
                _carry_out(session, request.client, command)
        return session.state(request.client, request.since)


def _carry_out(session: EditorSession, client: str, command: Command) -> None:
    try:
        session.carry_out(client, command.number, _change(session, command))
    except RestorationError as error:
        session.mark_done(client, command.number)
        raise RefusedCommand(error, command.number) from error


def _change(session: EditorSession, command: Command) -> Callable[[History], History]:
    if command.do == "undo":
        return History.undo
    if command.do == "redo":
        return History.redo
    if command.do == "decide":
        regions = kept_regions(session.job, command.regions_version)
        step: Step = regions.decide(
            command.numbers, command.decision, command.kind and DamageKind(command.kind), command.note
        )
    else:
        [step] = steps_from_json([command.step], session.painting.image.shape)
    return lambda history: history.after(step)
