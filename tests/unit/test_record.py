"""The record of a restoration."""

from importlib.metadata import PackageNotFoundError

from restoration import record


def test_a_library_that_is_not_installed_is_left_out_of_the_versions(monkeypatch):
    def version(name):
        if name == "torch":
            raise PackageNotFoundError(name)
        return "1"

    monkeypatch.setattr(record, "version", version)
    assert "torch" not in record.versions()
    assert record.versions()["numpy"] == "1"
