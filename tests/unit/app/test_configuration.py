"""The server's settings, as Streamlit reads them in a fresh process in another folder."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
EXPECTED = {
    "server.address": "localhost",
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.enableStaticServing": False,
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableAgentApi": False,
    "client.showErrorDetails": "none",
}


def test_the_server_listens_on_this_machine_only_and_keeps_its_protections(tmp_path):
    code = (
        "import json; from streamlit import config; "
        f"config._main_script_path = {str(ROOT / 'streamlit_app.py')!r}; "
        "config.get_config_options(force_reparse=True); "
        f"print(json.dumps({{name: config.get_option(name) for name in {list(EXPECTED)!r}}}))"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    environment = clean | {"HOME": str(tmp_path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == EXPECTED
