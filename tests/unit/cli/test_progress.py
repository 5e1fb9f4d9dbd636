"""How a single step is told where nobody sees a bar."""

from restoration.cli import terminal as module


def test_long_steps_are_told_in_plain_lines_and_short_ones_are_not(monkeypatch, capsys):
    clock = iter([0.0, 5.0, 16.0, 16.0, 20.0, 40.0, 40.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    with module.progress_bar("drawing damage") as progress:
        for done in (1, 2, 3, 4):
            progress(done, 4)
    assert capsys.readouterr().err.splitlines() == ["drawing damage: 2 of 4", "drawing damage: 4 of 4"]
