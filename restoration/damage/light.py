"""What a camera does to damage: its lens blurs it, and its software sharpens it.

Both steps are linear, so they can be applied to the light that damage removes and adds. Where damage does neither, the
picture stays equal to the last bit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.linear_light import Light

KERNEL_RADIUS = 3  # px; a change spreads no farther than this


@dataclass(frozen=True, slots=True)
class Optics:
    """A camera: the blur of its lens and the sharpening of its software."""

    blur: float  # px; sigma of the lens's point spread function, a Gaussian
    sharpening: float  # part of what a second such blur would remove that is added back (unsharp masking)


def sample_optics(rng: np.random.Generator) -> Optics:
    """Return the optics of an ordinary museum photograph."""
    return Optics(blur=round(float(rng.uniform(0.5, 0.8)), 3), sharpening=round(float(rng.uniform(0.0, 0.9)), 3))


def apply_optics(light: Light, optics: Optics) -> Light:
    """Return the light (H, W, 3) as the camera records it; nothing spreads more than `KERNEL_RADIUS` px."""
    kernel = optics_kernel(optics)
    return _convolve(_convolve(light, kernel, 0), kernel, 1)


def optics_kernel(optics: Optics) -> npt.NDArray[np.float32]:
    """Return the one-dimensional kernel, (2 KERNEL_RADIUS + 1,), of blur and sharpening together.

    It sums to 1 and is rounded, so that every machine has the same kernel.
    """
    blur = _gaussian(optics.blur)
    twice = np.convolve(blur, blur)[KERNEL_RADIUS:-KERNEL_RADIUS]
    kernel = blur + optics.sharpening * (blur - twice / twice.sum())
    rounded = np.round(kernel, 6)
    rounded[KERNEL_RADIUS] += 1 - rounded.sum()
    kernel32: npt.NDArray[np.float32] = np.round(rounded, 6).astype(np.float32)
    return kernel32


def _gaussian(sigma: float) -> npt.NDArray[np.float64]:
    offsets = np.arange(-KERNEL_RADIUS, KERNEL_RADIUS + 1)
    weights = np.exp(-0.5 * np.square(offsets / sigma))
    gaussian: npt.NDArray[np.float64] = weights / weights.sum()
    return gaussian


def _convolve(light: Light, kernel: npt.NDArray[np.float32], axis: int) -> Light:
    """Return the light convolved along one axis; beyond the picture's edge it counts as 0."""
    total: Light = light * kernel[KERNEL_RADIUS]
    for step in range(1, KERNEL_RADIUS + 1):
        weight = kernel[KERNEL_RADIUS + step]
        ahead: list[slice] = [slice(None)] * 3
        behind: list[slice] = [slice(None)] * 3
        ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
        total[tuple(behind)] += weight * light[tuple(ahead)]
        total[tuple(ahead)] += weight * light[tuple(behind)]
    return total
