"""What the tests of single rooms share."""

import pytest

from tests.unit.fake_met import open_met


@pytest.fixture
def met():
    """A museum on this machine, empty and in good order."""
    with open_met() as museum:
        yield museum
