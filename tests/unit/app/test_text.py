"""Text from outside, escaped for the page."""

import pytest

from restoration.app.text import escape_markdown, escape_sentence


@pytest.mark.parametrize("character", list(r"\*_[]<>~$|"))
def test_markdown_characters_in_a_sentence_are_escaped(character):
    assert escape_sentence(f"There is no file a{character}b.") == f"There is no file a\\{character}b."


def test_a_command_in_a_sentence_can_be_copied():
    assert escape_sentence("Run `python -m x --a_b`, then a_b.") == r"Run `python -m x --a_b`, then a\_b."


def test_addresses_and_colours_in_a_title_are_broken_up():
    shown = escape_markdown(":red[Saint] www.example.org")
    assert ":red[" not in shown
    assert "www.example" not in shown
