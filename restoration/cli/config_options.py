"""Command-line options from dataclasses: each field with a help text becomes an option."""

import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import Field, fields, is_dataclass, replace
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, TypeVar, get_type_hints

import typer

from restoration.errors import BadRequest
from restoration.networks.designs import check_widths

Options = TypeVar("Options")


def options_from(
    defaults: Options, leave_out: Collection[str] = (), helps: Mapping[str, str] | None = None
) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Decorate a function of one dataclass: typer reads its fields as options, and the function gets them filled.

    A field is an option if its metadata hold `help`; a field that holds a dataclass adds the options of that one. The
    other metadata are `panel` (a heading in the help), `names` (where they do not follow from the field's) and what
    `typer.Option` takes. A tuple is written with commas: channels, the ends of a range or, if it is empty by default,
    words.

    Args:
        defaults: a dataclass; its values are the defaults.
        leave_out: names of fields that are not options here.
        helps: by the names of fields, help texts that replace those of the metadata.
    """

    def decorate(function: Callable[[Options], None]) -> Callable[..., None]:
        @wraps(function)
        def command(**values: Any) -> None:  # noqa: ANN401 - one of each option's type
            function(_filled(defaults, values))

        parameters = [*_parameters(defaults, leave_out, helps or {})]
        command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # inspect reads it
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return decorate


def _parameters(
    defaults: Any,  # noqa: ANN401 - any dataclass
    leave_out: Collection[str],
    helps: Mapping[str, str],
) -> Iterator[Parameter]:
    hints = get_type_hints(type(defaults))
    for item in fields(defaults):
        value = getattr(defaults, item.name)
        if is_dataclass(value):
            yield from _parameters(value, leave_out, helps)
        elif "help" in item.metadata and item.name not in leave_out:
            help_text = helps.get(item.name, item.metadata["help"])
            yield _parameter(item, hints[item.name], value, help_text)


def _parameter(
    item: Field[Any],
    hint: Any,  # noqa: ANN401 - a type
    default: Any,  # noqa: ANN401 - one of its values
    help_text: str,
) -> Parameter:
    metadata = {**item.metadata, "help": help_text}
    panel, names = metadata.pop("panel", None), metadata.pop("names", ())
    if isinstance(default, tuple):
        hint, default = (str, ",".join(map(str, default))) if default else (str | None, None)
    if default is False:
        names = (f"--{item.name}",)  # without its opposite, --no-...
    option = typer.Option(default, *names, rich_help_panel=panel, **metadata)
    return Parameter(item.name, Parameter.KEYWORD_ONLY, default=option, annotation=hint)


def _filled(defaults: Any, values: dict[str, Any]) -> Any:  # noqa: ANN401 - the same dataclass
    changes = {}
    for item in fields(defaults):
        value = getattr(defaults, item.name)
        if is_dataclass(value):
            changes[item.name] = _filled(value, values)
        elif "help" in item.metadata and item.name in values:
            given = values[item.name]
            changes[item.name] = _parse(f"--{item.name}", given, value) if isinstance(value, tuple) else given
    return replace(defaults, **changes)


def _parse(option: str, text: str | None, default: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return the values of a text with commas; which ones it may have follows from the default."""
    if not default:
        return () if text is None else tuple(text.split(","))
    return _parse_channels(option, text or "") if isinstance(default[0], int) else _parse_range(option, text or "")


def _parse_channels(option: str, text: str) -> tuple[int, ...]:
    words = text.split(",")
    if not all(word.isdecimal() and len(word) < 10 for word in words):
        raise BadRequest(f"{option} {text} is not a list of channels.", hint="Write it as in 16,32,64.")
    widths = tuple(map(int, words))
    try:
        check_widths(widths)
    except ValueError as error:
        raise BadRequest(f"{option} is impossible: {error}.", hint="Write it as in 16,32,64.") from error
    return widths


def _parse_range(option: str, text: str) -> tuple[float, float]:
    try:
        least, most = map(float, text.split(","))
    except ValueError:
        least = most = 0.0
    if not 0 < least <= most < math.inf:
        raise BadRequest(f"{option} {text} does not go from less to more.", hint="Write it as in 0.5,1.5.")
    return least, most
