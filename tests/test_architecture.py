"""Which part of the package may import which; the test reads every file."""

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "restoration"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each part of the package, from the ground up, and the parts it may import; everything else is forbidden. A part is a
# folder or a file directly below `restoration`. `docs/architecture.md` lists the same parts for developers.
PLAN = {
    "errors": "",
    "paths": "",
    "cgroups": "",
    "addresses": "",
    "threads": "cgroups",
    "malloc": "",
    "domain": "errors",
    "linear_light": "domain",
    "vocabulary": "domain",
    "registry": "domain errors",
    "decoding": "errors",
    "files": "errors",
    "weights": "errors paths decoding files",
    "versions": "paths",
    "disk_arrays": "paths",
    "unfinished": "errors paths files disk_arrays",
    "imaging": "cgroups threads domain errors disk_arrays decoding",
    "batch": "errors imaging",
    "storage": "errors imaging batch",
    "anywhere": "paths files storage",
    "processes": "errors threads batch imaging",
    "cluster": "errors batch versions weights",
    "networks": "domain errors threads weights",
    "metrics": "domain imaging networks weights",
    "damage": "domain errors decoding linear_light",
    "detection": "disk_arrays unfinished domain errors decoding imaging networks weights",
    "inpainting": "disk_arrays domain errors threads decoding files imaging networks weights",
    "segmentation": "domain errors imaging networks weights",
    "enlarging": "disk_arrays domain errors imaging networks weights",
    "retouching": "disk_arrays domain errors decoding linear_light registry imaging",
    "editing": "disk_arrays domain errors decoding imaging detection",
    "pipeline": "disk_arrays domain imaging detection inpainting retouching",
    "catalog": "registry weights detection inpainting enlarging retouching",
    "shared_windows": "domain imaging networks detection inpainting catalog",
    "sample": "domain errors paths files linear_light imaging damage",
    "output": "disk_arrays domain vocabulary errors paths decoding files versions weights registry imaging "
    "retouching editing catalog enlarging",
    "downloading": "addresses domain errors files weights",
    "museum": "disk_arrays domain errors decoding files batch imaging downloading",
    "collection": "domain errors paths decoding files batch storage anywhere processes imaging damage",
    "training": "domain errors paths threads files batch processes linear_light damage networks",
    "benchmark": "domain errors paths decoding files batch processes cluster versions registry linear_light imaging "
    "metrics damage detection inpainting enlarging retouching catalog pipeline collection training",
    "app": "domain errors paths addresses threads malloc disk_arrays decoding files batch registry weights versions "
    "imaging metrics damage detection inpainting segmentation enlarging retouching editing pipeline catalog sample "
    "output downloading museum collection training benchmark",
    "cli": "domain vocabulary errors paths addresses threads malloc disk_arrays unfinished decoding files batch "
    "storage anywhere processes cluster versions weights imaging networks metrics damage detection inpainting "
    "segmentation enlarging retouching editing pipeline catalog shared_windows sample output downloading museum "
    "collection training benchmark",
    "__init__": "domain errors imaging detection inpainting pipeline catalog",
    "__main__": "cli",
}
ARROWS = {part: allowed.split() for part, allowed in PLAN.items()}

# Heavy or special libraries, and the only parts that import them.
LIBRARIES = {
    "streamlit": {"app"},
    "torch": {"networks", "training"},
    "diffusers": {"networks"},
    "transformers": {"networks"},
    "onnxruntime": {"networks"},
    "onnx": {"networks"},
    "plotly": {"app", "benchmark"},
    "typer": {"cli"},
    "distributed": {"cluster"},
    "fsspec": {"storage"},
    "rich": {"cli"},
    "requests": {"downloading"},
    "starlette": {"app"},
    "tifffile": {"imaging", "collection", "output"},
    "pi_heif": {"imaging"},
    "jinja2": {"output"},
}


@cache
def imports(source):
    """Return the full names that a module imports, wherever in it the import stands."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def part_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def parts_in(source):
    """Return the parts that a module imports; a name from the package's own face is no part."""
    parts = [name.split(".") for name in imports(source)]
    return {name[1] for name in parts if name[0] == "restoration" and name[1] in PLAN}


def forbidden(part, source):
    return parts_in(source) - {part} - set(ARROWS[part])


def test_every_room_has_its_rule_and_every_rule_its_room():
    assert {part_of(path) for path in MODULES} == PLAN.keys()


def test_the_plan_has_no_circle():
    parts = list(PLAN)
    upwards = [(part, other) for part in parts for other in ARROWS[part] if parts.index(other) >= parts.index(part)]
    assert not upwards, "each part stands above all that it imports"


def test_an_import_goes_only_the_way_of_the_plan():
    found = {path: forbidden(part_of(path), path.read_text(encoding="utf-8")) for path in MODULES}
    assert not {path: parts for path, parts in found.items() if parts}


@pytest.mark.parametrize("part", PLAN)
def test_the_plan_allows_nothing_that_is_not_used(part):
    used = {other for path in MODULES if part_of(path) == part for other in parts_in(path.read_text(encoding="utf-8"))}
    assert set(ARROWS[part]) <= used


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("output", "from restoration.app.restore import state"),
        ("detection", "from restoration.benchmark.protocol import Case"),
        ("imaging", "import restoration.museum.met"),
        ("damage", "def f():\n    from restoration.training import crops"),
        ("pipeline", "from restoration import catalog"),
    ],
)
def test_an_arrow_against_the_plan_is_seen(part, line):
    assert forbidden(part, line)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_special_library_is_known_only_where_it_is_used(library):
    known = {
        part_of(path)
        for path in MODULES
        for name in imports(path.read_text(encoding="utf-8"))
        if name.partition(".")[0] == library
    }
    assert known == LIBRARIES[library]


@pytest.mark.parametrize("name", ["utils", "util", "helpers", "common", "misc", "manager"])
def test_no_file_is_named_after_nothing(name):
    assert not [path for path in MODULES if path.stem == name]


def test_the_list_of_methods_and_the_command_line_load_nothing_heavy():
    heavy = {"torch", "diffusers", "streamlit", "requests", "plotly", "pi_heif", "fsspec"}
    code = f"import restoration.catalog, restoration.cli.main, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
