"""Words that others wrote, in tables and file names, made safe to show."""

import html
import re

_JOINER = "\N{WORD JOINER}"  # unseen; :smile: -> and bare addresses are looked for after escapes are gone


def one_line(text: str) -> str:
    """The text as it can be sent to a browser: no line breaks, and no bytes of a file's name that are no letters."""
    return " ".join(text.encode(errors="replace").decode().split())


def escape_markdown(text: str) -> str:
    """The text so that it is shown letter by letter wherever Streamlit expects Markdown."""
    broken_up = re.sub(r"([:<>@.-])(?=\S)", rf"\1{_JOINER}", one_line(text))
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", broken_up)


def escape_sentence(text: str) -> str:
    """A sentence of ours for Markdown: files are named letter by letter; commands, in backticks, can be copied."""
    parts = one_line(text).split("`")
    return "`".join(
        part if place % 2 else re.sub(r"([\\*_\[\]<>~$|])", r"\\\1", part) for place, part in enumerate(parts)
    )


def escape_html(text: str) -> str:
    """The text for the inside of an HTML element or of a quoted attribute."""
    return html.escape(one_line(text))


def web_url(text: str) -> str | None:
    """The address, if it is one of the web; a table may hold anything."""
    return text if text.lower().startswith(("https://", "http://")) else None
