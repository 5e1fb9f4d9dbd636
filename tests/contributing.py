"""The example methods in CONTRIBUTING.md, as a reader would copy them."""

from pathlib import Path
from textwrap import dedent

CONTRIBUTING = Path(__file__).parents[1] / "CONTRIBUTING.md"


def build_example(section, name):
    """Run the first Python code of a section of CONTRIBUTING.md, and return an object of its class `name`."""
    _, text = CONTRIBUTING.read_text(encoding="utf-8").split(f"## {section}\n")
    module = {}
    exec(dedent(text.split("```python\n")[1].split("```")[0]), module)
    return module[name]()
