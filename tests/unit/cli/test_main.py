"""The command that starts the dashboard."""

import subprocess
from pathlib import Path

import pytest

from restoration.cli.main import main


def test_streamlit_runs_the_app_at_the_address_asked_for(monkeypatch, capsys):
    commands = []

    def run(command, check):
        commands.append(command)
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr("sys.argv", ["restoration", "dashboard", "--host", "0.0.0.0", "--port", "8600"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 3, "its exit code is passed on"
    (command,) = commands
    assert command[1:4] == ["-m", "streamlit", "run"]
    assert Path(command[4]).is_file()
    assert command[5:] == ["--server.address", "0.0.0.0", "--server.port", "8600"]
    assert "docs/hosting.md" in capsys.readouterr().err, "a word on what hosting means"


def test_on_this_machine_only_nothing_is_said(monkeypatch, capsys):
    monkeypatch.setattr(subprocess, "run", lambda command, check: subprocess.CompletedProcess(command, 0))
    monkeypatch.setattr("sys.argv", ["restoration", "dashboard"])
    with pytest.raises(SystemExit):
        main()
    assert not capsys.readouterr().err
