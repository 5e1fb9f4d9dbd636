"""How large a picture may be."""

import pytest

from restoration.errors import BadImage, BadSetting, ImageTooLarge
from restoration.imaging import limits


@pytest.fixture(autouse=True)
def without_setting(monkeypatch):
    monkeypatch.delenv(limits.LIMIT_VARIABLE, raising=False)


@pytest.mark.parametrize(("memory", "limit"), [(1e9, 19), (4e9, 126), (64e9, 200), (float("inf"), 200), (1e6, 1)])
def test_the_limit_follows_the_available_memory(monkeypatch, memory, limit):
    monkeypatch.setattr(limits, "available_memory", lambda: memory)
    assert limits.megapixel_limit() == limit


def test_a_container_may_have_less_memory_than_its_machine(monkeypatch, tmp_path):
    (tmp_path / "memory.max").write_text("1000000000\n")
    (tmp_path / "unlimited").write_text("max\n")
    monkeypatch.setattr(limits, "_CONTAINER_LIMITS", (tmp_path / "unlimited", tmp_path / "memory.max"))
    assert limits.available_memory() == 1e9


def test_the_environment_variable_overrides_the_memory(monkeypatch):
    monkeypatch.setenv(limits.LIMIT_VARIABLE, "450.5")
    assert limits.megapixel_limit() == 450.5


@pytest.mark.parametrize("value", ["many", "0", "-3", "inf", "nan"])
def test_an_impossible_setting_is_refused(monkeypatch, value):
    monkeypatch.setenv(limits.LIMIT_VARIABLE, value)
    with pytest.raises(BadSetting, match=limits.LIMIT_VARIABLE):
        limits.megapixel_limit()


def test_a_size_beyond_the_limit_is_refused():
    limits.check_size(4000, 3000, 12.0)
    with pytest.raises(ImageTooLarge, match="4000 x 3001"):
        limits.check_size(4000, 3001, 12.0)
    with pytest.raises(BadImage, match="no pixels"):
        limits.check_size(0, 5, 12.0)
