"""The list of methods."""

import pytest

from restoration.errors import UnknownMethod
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


def test_each_build_is_asked_for_anew():
    assert Registry("tool", [BRUSH]).build("brush") == "a brush"
