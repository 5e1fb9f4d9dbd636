"""Every cell of the tutorial runs, in a trial so small that the figures say nothing; outputs are not kept."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "tutorial").glob("*.ipynb"))


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return request.param


def test_it_is_kept_without_outputs_and_opens_with_a_title(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells)
    assert cells[0]["cell_type"] == "markdown" and "".join(cells[0]["source"]).startswith("# ")


@pytest.mark.timeout(300)
def test_every_cell_runs(notebook, tmp_path, monkeypatch):
    missing = [name for name in ("nbconvert", "ipykernel", "matplotlib") if not importlib.util.find_spec(name)]
    if missing:
        pytest.skip(f"needs the packages of requirements-tutorial.txt: {', '.join(missing)}")
    from scripts.render_tutorial import run_notebook

    for name, value in {"TUTORIAL": "quick", "TUTORIAL_OUT": str(tmp_path), "JUPYTER_PLATFORM_DIRS": "1"}.items():
        monkeypatch.setenv(name, value)
    cells = [cell for cell in run_notebook(notebook).cells if cell.cell_type == "code"]
    outputs = [output for cell in cells for output in cell.outputs]
    assert any(output.output_type == "display_data" for output in outputs), "it shows no figure"
    warnings = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert not warnings
