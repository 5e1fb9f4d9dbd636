"""The versions that are written into records."""

from importlib.metadata import PackageNotFoundError

from restoration import versions


def test_a_library_that_is_not_installed_is_left_out(monkeypatch):
    def version(name):
        if name == "torch":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(versions, "version", version)
    found = versions.software_versions()
    assert "torch" not in found
    assert found["numpy"] == "1"
    assert {"restoration", "python"} < set(found)
