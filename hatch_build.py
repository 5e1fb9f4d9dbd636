"""Put what a checkout has beside the package into the wheel; restoration/paths.py finds it in both places."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TEST_RUN = "data/benchmarks/test"  # only once it was measured
BUNDLED = (
    ".streamlit",
    "assets",
    "data/benchmarks/reference",
    "models/enlarger/art.json",
    "models/enlarger/art.pth",
    "models/enlarger/psnr.json",
    "models/enlarger/psnr.pth",
    "models/inpainter/retoucher.json",
    "models/inpainter/retoucher.pth",
    "models/unet/damage_mask_unet.json",
    "models/unet/damage_mask_unet.pth",
    "pages",
    "streamlit_app.py",
)


class BundleHook(BuildHookInterface[Any]):
    """Adds the files to a wheel; an editable installation reads them in the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it builds."""
        if version != "editable":
            present = [TEST_RUN] if Path(self.root, TEST_RUN).is_dir() else []
            build_data["force_include"] |= {path: f"restoration/bundle/{path}" for path in (*BUNDLED, *present)}
