"""JSON from outside, checked once: a value of the type that is asked for, or one sentence on what is wrong with it."""

from typing import TypeVar

import msgspec

from restoration.errors import BadRequest, RestorationError

Value = TypeVar("Value")


def decode_json(
    text: bytes, kind: type[Value], *, name: str, error: type[RestorationError] = BadRequest, hint: str = ""
) -> Value:
    """Return JSON text as a value of `kind`.

    Args:
        text: UTF-8 JSON; NaN and infinity are refused.
        kind: any type that msgspec understands: dataclasses, enums, tuples, `Annotated[int, msgspec.Meta(ge=0)]`...
            A field with a default may be missing; an unknown field is ignored.
        name: what the text should be, for the sentence: "dossier manifest".
        error: the class to raise.
        hint: the cure that the error carries; empty: the cure of its class.

    Raises:
        RestorationError: of the class `error`; the text is no JSON, or it lacks a field or has a wrong value.
    """
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as cause:
        raise _refused(cause, name, error, hint) from cause


def convert_json(
    value: object, kind: type[Value], *, name: str, error: type[RestorationError] = BadRequest, hint: str = ""
) -> Value:
    """Return parsed JSON (dictionaries, lists, strings, numbers) as a value of `kind`; see `decode_json`.

    Infinity passes where `kind` sets no upper bound: Python's own parser lets it in.
    """
    try:
        return msgspec.convert(value, kind)
    except (msgspec.MsgspecError, RecursionError) as cause:
        raise _refused(cause, name, error, hint) from cause


def _refused(cause: Exception, name: str, error: type[RestorationError], hint: str) -> RestorationError:
    found = str(cause).rstrip(".") or "it is nested too deeply"
    found = found if found.startswith("JSON") else found[0].lower() + found[1:]
    sentence = f"The {name} cannot be understood: {found}."
    return error(sentence, hint=hint) if hint else error(sentence)
