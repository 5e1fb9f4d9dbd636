"""Finds cracks and losses in photographs of paintings and fills them; outside the mask every pixel stays as it was."""

__version__ = "0.1.0"
