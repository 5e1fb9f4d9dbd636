"""The package as it is installed: its dependencies, its version, and a wheel that works from any folder."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import restoration

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(name):
    """Return the requirements that a file lists, without its comments and without the files it includes."""
    lines = (line.partition(" #")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def test_the_package_needs_what_requirements_txt_installs():
    assert PROJECT["dependencies"] == requirements("requirements.txt")
    assert PROJECT["optional-dependencies"]["dev"] == requirements("requirements-dev.txt")
    for extra in ("cluster", "docs", "generative", "storage", "tutorial"):
        assert PROJECT["optional-dependencies"][extra] == requirements(f"requirements-{extra}.txt")


def test_community_cloud_installs_the_same_but_for_pytorch():
    hosted = requirements("scripts/community_cloud/requirements.txt")
    assert hosted == [line for line in requirements("requirements.txt") if not line.startswith("torch==")]
    assert len(hosted) == len(requirements("requirements.txt")) - 1


def test_changelog_readme_and_citation_name_this_version():
    newest = re.search(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest and newest[1] == restoration.__version__
    assert f"version {restoration.__version__}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"\nversion: {restoration.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml")), ids=lambda path: path.stem
)
def test_a_form_for_issues_can_be_shown(path):
    form = pytest.importorskip("yaml").safe_load(path.read_text(encoding="utf-8"))
    assert form.keys() == {"name", "description", "labels", "body"}
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert fields and len({field["id"] for field in fields}) == len(fields)
    assert all(field["attributes"]["label"] for field in fields)


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel and unpack it, as pip does; return the folder."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        folder,
        ROOT,
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.startswith(f"painting_restoration-{restoration.__version__}-")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_what_runs_and_nothing_else(installed):
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {"restoration", "painting_restoration"}
    files = [path.relative_to(installed / "restoration") for path in (installed / "restoration").rglob("*.*")]
    bundled = {path.parts[1] for path in files if path.parts[0] == "bundle" and len(path.parts) > 1}
    assert bundled == {".streamlit", "assets", "data", "models", "pages", "streamlit_app.py"}
    kinds = {path.suffix for path in files if path.parts[0] != "bundle"}
    assert kinds <= {".py", ".pyc", ".typed", ".css", ".jinja"}
    assert sum(path.stat().st_size for path in installed.rglob("*")) < 20_000_000, "bytes, unpacked"


def run(installed, folder, *arguments):
    """Run Python in another folder, with the unpacked wheel as the only copy of the package."""
    command = [sys.executable, "-P", *map(str, arguments)]
    environment = {
        "PYTHONPATH": str(installed),
        "PATH": "",
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_restores_from_another_folder_with_its_own_weights(installed, tmp_path):
    painting = np.full((96, 96, 3), 180, np.uint8)
    painting[:, 47:49] = 60
    Image.fromarray(painting).save(tmp_path / "panel.png")
    done = run(installed, tmp_path, "-m", "restoration", "restore", "panel.png", "--output", "out")
    assert done.returncode == 0, done.stderr
    assert "by unet, filled by auto" in done.stdout
    assert np.asarray(Image.open(tmp_path / "out" / "panel_restored.png"))[:, 47:49].min() > 120, "the crack is left"


def test_the_wheel_holds_the_dashboard_and_the_reference_run(installed, tmp_path):
    code = (
        "from restoration.paths import ASSETS, BENCHMARKS, CACHE, ROOT;"
        "from restoration.weights import ALL_WEIGHTS, TrainedWeights;"
        "print(ROOT, CACHE);"
        "assert (ROOT / 'streamlit_app.py').is_file() and (ROOT / 'pages' / 'restore.py').is_file();"
        "assert (ASSETS / 'style.css').is_file() and (BENCHMARKS / 'reference' / 'run.json').is_file();"
        "[file.read() for file in ALL_WEIGHTS if isinstance(file, TrainedWeights)]"
    )
    done = run(installed, tmp_path, "-c", code)
    assert done.returncode == 0, done.stderr
    root, cache = map(Path, done.stdout.split())
    assert root == installed / "restoration" / "bundle"
    assert cache.is_relative_to(tmp_path), "the cache of an installed program belongs to its user"
