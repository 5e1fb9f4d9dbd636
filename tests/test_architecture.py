"""The house plan: who may import whom, held by reading every file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "restoration"
MODULES = sorted(PACKAGE.rglob("*.py"))

# room: what it must not import
FORBIDDEN = {
    "errors": ["restoration"],
    "domain": [f"restoration.{room}" for room in ("imaging", "detection", "inpainting", "pipeline", "app", "cli")],
    "registry": [f"restoration.{room}" for room in ("catalog", "domain", "detection", "inpainting", "app", "cli")],
    "imaging": [f"restoration.{room}" for room in ("detection", "inpainting", "pipeline", "catalog", "app", "cli")],
    "detection": [f"restoration.{room}" for room in ("inpainting", "pipeline", "catalog", "app", "cli")],
    "inpainting": [f"restoration.{room}" for room in ("detection", "pipeline", "catalog", "app", "cli")],
    "damage": [f"restoration.{room}" for room in ("detection", "inpainting", "pipeline", "catalog", "app", "cli")],
    "pipeline": [f"restoration.{room}" for room in ("catalog", "registry", "app", "cli", "benchmark", "sample")],
    "benchmark": ["restoration.app", "restoration.cli.main"],
    "sample": ["restoration.app", "restoration.cli.main", "restoration.pipeline", "restoration.catalog"],
    "museum": [
        f"restoration.{room}"
        for room in ("detection", "inpainting", "damage", "pipeline", "catalog", "app", "cli", "commands", "terminal")
    ],
    "downloading": [
        f"restoration.{room}"
        for room in ("detection", "inpainting", "damage", "museum", "pipeline", "catalog", "app", "cli", "commands")
    ],
    "networks": [
        f"restoration.{room}"
        for room in ("detection", "inpainting", "damage", "training", "pipeline", "catalog", "app", "cli", "commands")
    ],
    "collection": [
        f"restoration.{room}"
        for room in ("detection", "inpainting", "museum", "pipeline", "catalog", "app", "cli", "commands", "terminal")
    ],
    "training": [
        f"restoration.{room}"
        for room in ("detection", "inpainting", "museum", "collection", "pipeline", "catalog", "app", "cli", "commands")
    ],
    "editing": [f"restoration.{room}" for room in ("detection", "inpainting", "pipeline", "catalog", "app", "cli")],
    "dossier": [f"restoration.{room}" for room in ("pipeline", "catalog", "app", "cli")],
    "reporting": [f"restoration.{room}" for room in ("pipeline", "app", "cli")],
    "archive": ["restoration"],
    "commands": ["restoration.app", "restoration.cli.main"],
    "app": ["restoration.cli.main", "restoration.cli.terminal"],
    "cli": ["restoration.app"],
}


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def within(name, package):
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_an_import_goes_only_the_way_of_the_plan(path):
    forbidden = FORBIDDEN.get(room(path), [])
    wrong = [name for name in imports(path) for package in forbidden if within(name, package)]
    assert not wrong


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_streamlit_is_known_only_to_the_app(path):
    if room(path) != "app":
        assert not [name for name in imports(path) if within(name, "streamlit")]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_torch_is_known_only_to_networks_and_to_what_trains_them(path):
    if room(path) not in ("networks", "training"):
        assert not [name for name in imports(path) if within(name, "torch")]


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "common", "misc", "manager"])
def test_no_file_is_named_after_nothing(name):
    assert not [path for path in MODULES if path.stem == name]


def test_naming_the_methods_loads_nothing_heavy():
    heavy = {"torch", "streamlit", "requests", "plotly"}
    code = f"import restoration.catalog, restoration.cli, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
