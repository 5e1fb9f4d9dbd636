"""Text from users, files and museums, escaped before it is shown; on a hosted server without the places of files."""

import html
import re

from restoration.app.hosting import hide_paths

_JOINER = "\N{WORD JOINER}"  # invisible; Streamlit looks for :smile: and bare addresses after it has removed escapes


def one_line(text: str) -> str:
    """Return the text without line breaks, without bytes of a file name that are not characters, and without paths.

    The paths stay where the server is not hosted.
    """
    return " ".join(hide_paths(text).encode(errors="replace").decode().split())


def escape_markdown(text: str) -> str:
    """Return Markdown for Streamlit that shows the text character by character."""
    broken_up = re.sub(r"([:<>@.-])(?=\S)", rf"\1{_JOINER}", one_line(text))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", broken_up)


def escape_sentence(text: str) -> str:
    """Return one of our own sentences as Markdown.

    File names are shown character by character; commands in backticks can be copied.
    """
    parts = one_line(text).split("`")
    return "`".join(
        part if number % 2 else re.sub(r"([\\*_\[\]<>~$|])", r"\\\1", part) for number, part in enumerate(parts)
    )


def escape_html(text: str) -> str:
    """Return the text for the inside of an HTML element or of a quoted attribute."""
    return html.escape(one_line(text))


def web_url(text: str) -> str | None:
    """Return the text if it is a web address, else None; a table may hold anything."""
    return text if text.lower().startswith(("https://", "http://")) else None
