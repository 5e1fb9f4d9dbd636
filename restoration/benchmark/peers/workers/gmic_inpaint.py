"""The two inpainters of G'MIC, with their default settings."""

import gmic  # type: ignore[import-not-found] # has a Python of its own
import numpy as np
import numpy.typing as npt


class PeerWorker:
    """Runs a G'MIC command that takes a mask.

    Source:
        D. Tschumperlé et al., https://gmic.eu/reference/inpaint_flow.html and inpaint_pde.html.
    """

    version = f"G'MIC {gmic.__version__}"

    def __init__(self, command: str) -> None:
        self._command = command

    def fill(self, picture: npt.NDArray[np.uint8], hole: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
        """Return the picture, (H, W, 3) RGB, with its hole, (H, W), filled."""
        layers = [gmic.Image.from_yxc(layer.astype(np.float32)) for layer in (picture, hole[..., np.newaxis])]
        images = gmic.ImageList(layers)
        gmic.run(f"{self._command}[0] [1]", images)
        floats = np.asarray(images[0].to_numpy(), np.float32)[:, :, 0]  # (W, H, 3)
        return np.clip(np.rint(floats.swapaxes(0, 1)), 0, 255).astype(np.uint8)
