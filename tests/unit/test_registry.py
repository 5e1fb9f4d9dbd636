"""The list of methods."""

from dataclasses import replace

import pytest

from restoration.errors import RestorationError, UnknownMethod
from restoration.registry import Entry, Registry

BRUSH = Entry("brush", "Brush", lambda: "a brush", summary="Paints.", source="the studio")
BALD = replace(BRUSH, key="bald", problem=lambda: RestorationError("No hairs.", hint="Get some."))


def test_an_unknown_key_is_answered_with_the_known_keys():
    with pytest.raises(UnknownMethod) as refusal:
        Registry("tool", [BRUSH]).build("palette")
    assert "palette" in refusal.value.sentence
    assert "brush" in refusal.value.sentence


def test_a_key_cannot_occur_twice():
    with pytest.raises(ValueError, match="brush"):
        Registry("tool", [BRUSH, BRUSH])


def test_a_method_with_a_problem_is_listed_but_not_built():
    registry = Registry("tool", [BALD, BRUSH])
    assert registry.keys == ("bald", "brush")
    assert list(registry.ready()) == [BRUSH]
    with pytest.raises(RestorationError, match="No hairs"):
        registry.build("bald")


def test_the_best_method_is_the_first_preferred_one_without_a_problem():
    assert Registry("tool", [BALD, BRUSH], preferred=("bald", "brush")).best == "brush"
    assert Registry("tool", [BALD], preferred=("bald",)).best == "bald"


def test_labels_are_joined_and_an_unlisted_key_stands_for_itself():
    assert Registry("tool", [BRUSH]).join_labels(("brush", "old")) == "Brush with old"


def test_a_ready_method_is_built():
    assert Registry("tool", [BRUSH]).build("brush") == "a brush"
