"""What `run.json` says of a run, checked before the Benchmark page shows it: the file may come from anyone."""

from dataclasses import dataclass, field
from typing import Annotated

from msgspec import Meta

from restoration.benchmark.metric import Metric
from restoration.decoding import convert_json

_Text = Annotated[str, Meta(max_length=10_000)]
_Version = Annotated[int, Meta(ge=0, le=10**6)]


@dataclass(frozen=True, slots=True)
class _Protocol:
    version: _Version
    generator: _Version
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)]
    side: Annotated[int, Meta(ge=1, le=10_000)]  # px
    severities: Annotated[list[_Text], Meta(max_length=100)]
    paintings: Annotated[int, Meta(ge=0, le=10**6)] | None = None


@dataclass(frozen=True, slots=True)
class _Machine:
    system: _Text
    processor: _Text
    processors: Annotated[int, Meta(ge=0, le=10**6)] | None


@dataclass(frozen=True, slots=True)
class _Method:
    method: _Text
    label: _Text
    source: _Text


@dataclass(frozen=True, slots=True)
class _Picture:
    picture: _Text
    title: _Text
    artist: _Text
    museum: _Text
    sha256: _Text


@dataclass(frozen=True, slots=True)
class _Part:
    task: _Text
    methods: list[_Text]
    date: _Text
    commit: _Text | None
    machine: _Machine


@dataclass(frozen=True, slots=True)
class _Description:
    protocol: _Protocol
    methods: list[_Method]
    metrics: list[Metric]
    pictures: list[_Picture]
    machine: _Machine
    versions: dict[str, _Text]
    absent: dict[str, _Text]
    commit: _Text | None
    date: _Text = ""
    chosen: _Text = ""  # how the pictures were chosen; older runs do not say
    parts: list[_Part] = field(default_factory=list)


def check_description(metadata: object) -> None:
    """Raise `BadRequest` unless the metadata of a run hold what the page shows."""
    convert_json(metadata, _Description, name="run's description", hint="Run the benchmark again.")
