"""The public names of `restoration`."""

import subprocess
import sys
from pathlib import Path

import pytest

import restoration

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", restoration.__all__)
def test_every_public_name_exists(name):
    assert getattr(restoration, name) is not None
    assert name in dir(restoration)


def test_another_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'detekt'"):
        restoration.detekt  # noqa: B018


def test_importing_the_package_loads_no_heavy_library():
    code = "import restoration, restoration.errors, sys; print({'numpy', 'cv2', 'PIL'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
