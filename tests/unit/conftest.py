"""A fixture that the tests of several rooms share."""

import pytest

from tests.unit.fake_met import open_met


@pytest.fixture
def met():
    """A fake museum on this machine, empty and without faults."""
    with open_met() as museum:
        yield museum
