"""What the camera does to damage: its lens blurs it, its software sharpens it.

Both are linear, so they may be applied to the light that damage takes and adds. Where it does neither, the picture
stays as it was to the last bit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from restoration.damage.light import Light

KERNEL_RADIUS = 3  # px; beyond this from a change nothing changes


@dataclass(frozen=True, slots=True)
class Optics:
    """The camera."""

    blur: float  # px; sigma of the lens's point spread, a Gaussian
    sharpening: float  # how much of what a second such blur takes away is given back again


def sample_optics(rng: np.random.Generator) -> Optics:
    """An ordinary museum photograph."""
    return Optics(blur=round(float(rng.uniform(0.5, 0.8)), 3), sharpening=round(float(rng.uniform(0.0, 0.9)), 3))


def apply_optics(light: Light, optics: Optics) -> Light:
    """The light, (H, W, 3), as it reaches the file; nothing spreads more than `REACH` px."""
    kernel = optics_kernel(optics)
    return _along(_along(light, kernel, 0), kernel, 1)


def optics_kernel(optics: Optics) -> npt.NDArray[np.float32]:
    """(2 REACH + 1,) blur and sharpening in one; sums to 1, rounded so that every machine has the same."""
    blur = _gaussian(optics.blur)
    twice = np.convolve(blur, blur)[KERNEL_RADIUS:-KERNEL_RADIUS]
    kernel = blur + optics.sharpening * (blur - twice / twice.sum())
    rounded = np.round(kernel, 6)
    rounded[KERNEL_RADIUS] += 1 - rounded.sum()
    kernel32: npt.NDArray[np.float32] = np.round(rounded, 6).astype(np.float32)
    return kernel32


def _gaussian(sigma: float) -> npt.NDArray[np.float64]:
    places = np.arange(-KERNEL_RADIUS, KERNEL_RADIUS + 1)
    weights = np.exp(-0.5 * np.square(places / sigma))
    gaussian: npt.NDArray[np.float64] = weights / weights.sum()
    return gaussian


def _along(light: Light, kernel: npt.NDArray[np.float32], axis: int) -> Light:
    """The light weighted along one axis; beyond the picture's edge nothing differs."""
    total: Light = light * kernel[KERNEL_RADIUS]
    for step in range(1, KERNEL_RADIUS + 1):
        weight = kernel[KERNEL_RADIUS + step]
        ahead: list[slice] = [slice(None)] * 3
        behind: list[slice] = [slice(None)] * 3
        ahead[axis], behind[axis] = slice(step, None), slice(None, -step)
        total[tuple(behind)] += weight * light[tuple(ahead)]
        total[tuple(ahead)] += weight * light[tuple(behind)]
    return total
