"""JSON from outside becomes a value of the right type, or one sentence."""

import json
from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec
import pytest

from restoration.decoding import MAX_BYTES, MAX_VALUES, convert_json, decode_json
from restoration.errors import BadDossier, BadRequest


@dataclass(frozen=True)
class Line:
    points: tuple[tuple[float, float], ...]
    width: Annotated[float, msgspec.Meta(ge=0, le=100)] = 1.0
    shape: Literal["line", "area"] = "line"
    file: str = ""


def test_whole_numbers_lists_and_defaults_become_what_the_fields_ask_for():
    line = decode_json(b'{"points": [[1, 2]], "unknown": null}', Line, name="line")
    assert line == Line(points=((1.0, 2.0),), width=1.0)
    assert isinstance(line.points[0][0], float)
    assert convert_json({"points": [[1, 2]], "width": 3}, Line, name="line").width == 3


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"{", "it is not valid JSON"),
        (b"\xff", "it is not valid JSON"),
        (b"[]", "expected `object`, got `array`"),
        (b"{}", "missing required field `points`"),
        (b'{"points": [[1, true]]}', "expected `float`, got `bool` in `points[0][1]`"),
        (b'{"points": [[1, NaN]]}', "it is not valid JSON"),
        (b'{"points": [[1, 1e999]]}', "it is not valid JSON"),
        (b'{"points": [], "shape": "\\ud800"}', "it has a text that cannot be read"),
        (b'{"points": [], "width": 101}', "expected `float` <= 100.0"),
        (b"[" * 100_000, "line cannot be understood"),
        (b'{"points": ' + b"[" * 101 + b"]" * 101 + b"}", "nested too deeply"),
        (b'{"points": ' + b" " * MAX_BYTES + b"[]}", "it is too long"),
        (b"[" + b"0," * MAX_VALUES + b"0]", "it is too long"),
    ],
)
def test_anything_else_is_one_sentence_that_names_the_place(text, found):
    with pytest.raises(BadRequest) as caught:
        decode_json(text, Line, name="line", hint="Draw it again.")
    assert caught.value.sentence.startswith("The line cannot be understood")
    assert found in caught.value.sentence
    assert caught.value.sentence.endswith("Draw it again.")


def test_the_error_is_of_the_class_that_the_caller_names():
    with pytest.raises(BadDossier, match="manifest"):
        convert_json({"points": None}, Line, name="dossier manifest", error=BadDossier)


def test_the_name_of_a_file_that_is_not_valid_text_is_read_as_it_was_written():
    name = b"caf\xe9.png".decode(errors="surrogateescape")
    text = json.dumps({"points": [], "file": name}).encode()
    assert decode_json(text, Line, name="line").file == name
