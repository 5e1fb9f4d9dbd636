"""The list of methods."""

from dataclasses import replace

import pytest

from restoration.errors import RestorationError, UnknownMethod
from restoration.registry import Entry, Registry

BRUSH = Entry("brush", "Brush", lambda: "a brush", summary="Paints.", source="the studio")


def test_an_unknown_key_answers_with_the_known_ones():
    with pytest.raises(UnknownMethod) as refusal:
        Registry("tool", [BRUSH]).build("palette")
    assert "palette" in refusal.value.sentence
    assert "brush" in refusal.value.sentence


def test_a_key_cannot_stand_twice():
    with pytest.raises(ValueError, match="brush"):
        Registry("tool", [BRUSH, BRUSH])


def test_a_method_that_lacks_something_is_listed_but_not_built():
    registry = Registry("tool", [replace(BRUSH, lack=lambda: RestorationError("No hairs.", hint="Get some."))])
    assert registry.keys == ("brush",)
    with pytest.raises(RestorationError, match="No hairs"):
        registry.build("brush")


def test_each_build_is_asked_for_anew():
    assert Registry("tool", [BRUSH]).build("brush") == "a brush"
