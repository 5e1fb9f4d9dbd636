"""Links lead somewhere, commands name what exists, the reference is whole, and the developer's example runs."""

import re
import shlex
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from typer.main import get_command

import restoration
import restoration.sample
from restoration.cli.main import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    document
    for pattern in ("*.md", "[!.]*/README.md", "docs/**/*.md", ".github/**/*.md")
    for document in ROOT.glob(pattern)
)
COMMANDS = get_command(app).commands

LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")
CODE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?:painting-restoration|python -m restoration) ([a-z][a-z-]*)([^\n#]*)")


@cache
def text_of(document):
    return document.read_text(encoding="utf-8")


@cache
def anchors(document):
    """Return the anchors of the headings, as GitHub and mkdocs make them of headings without odd characters."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", text_of(document)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def links(document):
    """Yield each relative link of a document as the file that it means, and its anchor."""
    for target in LINK.findall(CODE.sub("", text_of(document))):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield target, (document.parent / path).resolve() if path else document, anchor


def broken_links(document):
    for target, file, anchor in links(document):
        if not file.exists() or (anchor and anchor not in anchors(file)):
            yield target


def wrong_commands(text):
    """Yield each command, or option, of the program that a text names and that does not exist."""
    for _, _, code in CODE.findall(text):
        for name, rest in COMMAND.findall(code.replace("\\\n", " ")):
            if name not in COMMANDS:
                yield name
                continue
            known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
            words = (word.partition("=")[0] for word in shlex.split(rest))
            yield from (f"{name} {word}" for word in words if word.startswith("--") and word not in known)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_exist(document):
    assert list(broken_links(document)) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_and_their_options_exist(document):
    assert list(wrong_commands(text_of(document))) == []


def test_a_wrong_link_and_a_wrong_option_are_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](page.md#one) [b](page.md#two) [c](none.md) [d](https://museum.example)\n")
    assert list(broken_links(page)) == ["page.md#two", "none.md"]
    text = "```sh\npainting-restoration restore x \\\n  --outpt y\npython -m restoration detekt x\n```\n"
    assert list(wrong_commands(text)) == ["restore --outpt", "detekt"]


def test_the_site_shows_every_page_but_the_decisions():
    site = text_of(ROOT / "mkdocs.yml")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in DOCUMENTS if page.is_relative_to(ROOT / "docs")]
    assert not [page for page in pages if page not in site and not page.startswith("decisions/")]


def test_the_reference_has_every_public_name():
    named = {line.rpartition(".")[2] for line in re.findall(r"^::: (\S+)$", text_of(ROOT / "docs/reference.md"), re.M)}
    assert set(restoration.__all__) <= named


def test_the_examples_of_the_developer_guide_run(monkeypatch, tmp_path, painting, hole, capsys):
    guide = text_of(ROOT / "docs/guide/developer.md")
    examples = [code for indent, language, code in CODE.findall(guide) if language == "python" and not indent]
    sample = SimpleNamespace(image=np.where(hole[..., None], np.uint8(0), painting), mask=hole, truth=painting)
    monkeypatch.setattr(restoration.sample, "load_sample_painting", lambda: sample)
    monkeypatch.chdir(tmp_path)
    Image.fromarray(painting).save("sample.png")
    for example in examples:
        exec(example, {})
    assert re.search(r"median: \d+\.\d dB.*\ntelea: \d+\.\d dB", capsys.readouterr().out)
