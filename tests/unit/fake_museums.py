"""The imitations of all museums, by key."""

from tests.unit.fake_aic import FakeAic
from tests.unit.fake_commons import FakeCommons
from tests.unit.fake_met import FakeMet
from tests.unit.fake_rijksmuseum import FakeRijksmuseum

FAKE_MUSEUMS = {fake.key: fake for fake in (FakeMet, FakeAic, FakeRijksmuseum, FakeCommons)}
