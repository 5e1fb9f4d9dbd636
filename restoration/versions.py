"""Which code made a result: the commit, the version of this program and those of the libraries."""

import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version

from restoration import __version__
from restoration.paths import ROOT

LIBRARIES = (
    "diffusers",
    "imagecodecs",
    "numpy",
    "onnxruntime",
    "onnxruntime-gpu",
    "opencv-python-headless",
    "pi-heif",
    "pillow",
    "scikit-image",
    "simplejpeg",
    "tifffile",
    "torch",
    "transformers",
)


def current_commit() -> str | None:
    """Return the commit, with "-dirty" where tracked files have changed since; None outside a git checkout."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def software_versions() -> dict[str, str]:
    """Return the versions of this program ("restoration"), of Python and of the libraries, by name."""
    return {"restoration": __version__, **library_versions()}


def library_versions() -> dict[str, str]:
    """Return the versions of Python and of those `LIBRARIES` that are installed, by name."""
    versions = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:  # a library that only runs networks may be missing
            continue
    return versions
