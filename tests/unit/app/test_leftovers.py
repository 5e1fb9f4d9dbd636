"""A new server removes what a killed one left half-written."""

from restoration.app import leftovers


def test_half_written_files_are_removed_below_the_folders_of_the_dashboard(tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(leftovers, "DATA", tmp_path / "data")
    (tmp_path / "cache" / "work" / "token").mkdir(parents=True)
    (tmp_path / "data" / "originals").mkdir(parents=True)
    half = [tmp_path / "cache" / "work" / "token" / f".{'0a' * 8}.part", tmp_path / "data" / f".{'1b' * 8}.part"]
    resumable = tmp_path / "data" / "originals" / "met_1.jpg.part"
    for path in (*half, resumable):
        path.touch()
    leftovers.remove_leftovers.__wrapped__()
    assert not any(path.exists() for path in half)
    assert resumable.exists()
