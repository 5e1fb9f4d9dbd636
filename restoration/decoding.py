"""JSON from outside, checked once: a value of the type that is asked for, or one sentence on what is wrong with it."""

import json
import math
import re
from itertools import chain
from typing import Any, NoReturn, TypeVar

import msgspec

from restoration.errors import BadRequest, RestorationError

Value = TypeVar("Value")

MAX_BYTES = 32 * 2**20  # of one JSON text
MAX_VALUES = 2_500_000  # about; in memory each takes up to 90 bytes
MAX_DEPTH = 100  # of lists and objects in each other: what is deeper cannot be written or compared again


def decode_json(
    text: bytes, kind: type[Value], *, name: str, error: type[RestorationError] = BadRequest, hint: str = ""
) -> Value:
    """Return JSON text as a value of `kind`.

    Args:
        text: UTF-8, UTF-16 or UTF-32 JSON; see `parse_json`.
        kind: any type that msgspec understands: dataclasses, enums, tuples, `Annotated[int, msgspec.Meta(ge=0)]`...
            A field with a default may be missing; an unknown field is ignored.
        name: what the text should be, for the sentence: "dossier manifest".
        error: the class to raise.
        hint: the cure that the error carries; empty: the cure of its class.

    Raises:
        RestorationError: of the class `error`; the text is not JSON, or it lacks a field or has a wrong value.
    """
    return convert_json(parse_json(text, name=name, error=error, hint=hint), kind, name=name, error=error, hint=hint)


def parse_json(text: bytes, *, name: str, error: type[RestorationError] = BadRequest, hint: str = "") -> Any:  # noqa: ANN401 - any JSON
    """Return JSON text as dictionaries, lists, strings and numbers; arguments and errors are those of `decode_json`.

    Unlike msgspec's own parser, it reads names of files that are not valid text, which Python escapes as surrogates.
    NaN, infinity and numbers too large for a float are refused, and so is a text beyond `MAX_BYTES`, `MAX_VALUES` or
    `MAX_DEPTH`.
    """
    if len(text) > MAX_BYTES or sum(map(text.count, (b",", b"[", b"{"))) > MAX_VALUES:  # before it takes memory
        raise _refused("it is too long", name, error, hint)
    try:
        value = json.loads(text, parse_constant=_refuse_number, parse_float=_finite_float)
    except (ValueError, RecursionError) as cause:  # a UnicodeError is a ValueError
        detail = f" ({cause.msg})" if isinstance(cause, json.JSONDecodeError) else ""
        raise _refused(f"it is not valid JSON{detail}", name, error, hint) from cause
    if _is_too_deep(value):
        raise _refused("its lists are nested too deeply", name, error, hint)
    return value


def convert_json(
    value: object, kind: type[Value], *, name: str, error: type[RestorationError] = BadRequest, hint: str = ""
) -> Value:
    """Return parsed JSON (dictionaries, lists, strings, numbers) as a value of `kind`; see `decode_json`.

    Infinity in `value` passes where `kind` sets no upper bound: only `parse_json` refuses it everywhere.
    """
    try:
        return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as cause:
        found = str(cause) if isinstance(cause, msgspec.MsgspecError) else "it has a text that cannot be read"
        # msgspec: "Expected `int`, got `str` - at `$.plan.widest`"
        found = re.sub(r" - at `\$\.?(.+)`$", r" in `\1`", found)
        found = found if found[1:2].isupper() else found[0].lower() + found[1:]  # but "JSON is malformed"
        raise _refused(found, name, error, hint) from cause


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        values = chain.from_iterable(
            item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)
        )
        level = [item for item in values if isinstance(item, dict | list)]
    return bool(level)


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _finite_float(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_number(text)


def _refused(found: str, name: str, error: type[RestorationError], hint: str) -> RestorationError:
    sentence = f"The {name} cannot be understood: {found.rstrip('.')}."
    return error(sentence, hint=hint) if hint else error(sentence)
