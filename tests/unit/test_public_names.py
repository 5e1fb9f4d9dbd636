"""What `restoration` offers by name."""

import subprocess
import sys
from pathlib import Path

import pytest

import restoration

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", restoration.__all__)
def test_every_public_name_is_there(name):
    assert getattr(restoration, name) is not None
    assert name in dir(restoration)


def test_any_other_name_is_not():
    with pytest.raises(AttributeError, match="no attribute 'detekt'"):
        restoration.detekt  # noqa: B018


def test_the_package_itself_loads_no_tools():
    code = "import restoration, restoration.errors, sys; print({'numpy', 'cv2', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
