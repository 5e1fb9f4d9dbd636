"""Progress without a terminal, where a bar would be unreadable."""

from restoration.cli import terminal


def test_long_steps_print_plain_lines_and_short_steps_none(monkeypatch, capsys):
    clock = iter([0.0, 5.0, 16.0, 16.0, 20.0, 40.0, 40.0])
    monkeypatch.setattr(terminal.time, "monotonic", lambda: next(clock))
    with terminal.progress_bar("drawing damage") as progress:
        for done in (1, 2, 3, 4):
            progress(done, 4)
    assert capsys.readouterr().err.splitlines() == ["drawing damage: 2 of 4", "drawing damage: 4 of 4"]
