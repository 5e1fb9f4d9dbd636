"""The lists of methods: `DETECTORS`, `INPAINTERS`, `ENLARGERS` and `RETOUCHING`.

To add one: write its file, add its entry here (a mode of reintegration: in `retouching/modes.py`), run the tests.
"""

from restoration import weights
from restoration.detection.base import Detector
from restoration.enlarging.base import Enlarger
from restoration.inpainting.base import Inpainter
from restoration.inpainting.diffusion import model_folder
from restoration.registry import Entry, Registry
from restoration.retouching.modes import RETOUCHING

__all__ = ["DETECTORS", "ENLARGERS", "INPAINTERS", "RETOUCHING"]


def _opencv() -> Detector:
    from restoration.detection.morphology import Morphology

    return Morphology()


def _unet() -> Detector:
    from restoration.detection.unet import UNetDetector  # torch is loaded only when this method is chosen

    return UNetDetector.from_file()


def _telea() -> Inpainter:
    from restoration.inpainting.classical import Telea

    return Telea()


def _navier_stokes() -> Inpainter:
    from restoration.inpainting.classical import NavierStokes

    return NavierStokes()


def _biharmonic() -> Inpainter:
    from restoration.inpainting.classical import Biharmonic

    return Biharmonic()


def _patchmatch() -> Inpainter:
    from restoration.inpainting.patch_based.patchmatch import PatchMatch

    return PatchMatch()


def _neural() -> Inpainter:
    from restoration.inpainting.neural import Neural  # torch is loaded only when this method is chosen

    return Neural.from_file()


def _lama() -> Inpainter:
    from restoration.inpainting.lama import Lama  # torch is loaded only when this method is chosen

    return Lama.from_file()


def _migan() -> Inpainter:
    from restoration.inpainting.migan import MiGan  # onnxruntime is loaded only when this method is chosen

    return MiGan.from_file()


def _diffusion() -> Inpainter:
    from restoration.inpainting.diffusion.inpainter import Diffusion  # diffusers is loaded only when it is chosen

    return Diffusion.from_folder()


def _lanczos() -> Enlarger:
    from restoration.enlarging.resampling import Lanczos

    return Lanczos()


def _enlarge_psnr() -> Enlarger:
    from restoration.enlarging.networks import NetworkEnlarger  # torch is loaded only when this method is chosen

    return NetworkEnlarger.from_file("enlarge-psnr", weights.ENLARGER_PSNR)


def _enlarge_art() -> Enlarger:
    from restoration.enlarging.networks import NetworkEnlarger  # torch is loaded only when this method is chosen

    return NetworkEnlarger.from_file("enlarge-art", weights.ENLARGER_ART)


def _realesrgan() -> Enlarger:
    from restoration.enlarging.networks import NetworkEnlarger  # torch is loaded only when this method is chosen

    return NetworkEnlarger.realesrgan()


def _auto() -> Inpainter:
    from restoration.inpainting.auto import Auto, BlendedInpainter
    from restoration.inpainting.patch_based.patchmatch import GuidedPatchMatch

    other = _second_weights()
    second = BlendedInpainter(_BUILD_SECOND[other]()) if other else BlendedInpainter(GuidedPatchMatch(), most=1.0)
    return Auto(_neural(), second)


_BUILD_SECOND = {weights.MIGAN: _migan, weights.LAMA: _lama}  # the better one in our measurements first


def _second_weights() -> weights.PublishedWeights | None:
    return next((file for file in _BUILD_SECOND if not file.problem()), None)


def _auto_weights_version() -> str:
    second = _second_weights()
    return "+".join(file.version() for file in (weights.INPAINTING_UNET, second) if file)


DETECTORS: Registry[Detector] = Registry(
    "detector",
    [
        Entry(
            "opencv",
            "Morphology (OpenCV)",
            _opencv,
            summary="Finds thin dark and light lines by their shape; needs no weights.",
            source="doi:10.1109/TIP.2005.860311",  # Giakoumis, Nikolaidis and Pitas: top-hat, then no brush strokes
            is_trained=False,
        ),
        Entry(
            "unet",
            "U-Net",
            _unet,
            summary="A network trained on damage drawn on paintings; finds cracks, scratches and losses.",
            source="arXiv:1505.04597",
            is_trained=True,
            problem=weights.DETECTION_UNET.problem,
            weights_version=weights.DETECTION_UNET.version,
        ),
    ],
    preferred=("unet", "opencv"),
)

INPAINTERS: Registry[Inpainter] = Registry(
    "inpainter",
    [
        Entry(
            "auto",
            "Automatic",
            _auto,
            summary="Cracks by our network; wide losses also with patches of sound paint around, "
            "or with MI-GAN (or LaMa) if that is there.",
            source="arXiv:1505.04597",
            is_trained=True,
            problem=weights.INPAINTING_UNET.problem,
            weights_version=_auto_weights_version,
        ),
        Entry(
            "telea",
            "Telea (fast marching)",
            _telea,
            summary="Fast; good for hairlines and cracks.",
            source="doi:10.1080/10867651.2004.10487596",
            is_trained=False,
        ),
        Entry(
            "ns",
            "Navier-Stokes",
            _navier_stokes,
            summary="Fast; continues edges across cracks a little more sharply.",
            source="doi:10.1109/CVPR.2001.990497",
            is_trained=False,
        ),
        Entry(
            "biharmonic",
            "Biharmonic",
            _biharmonic,
            summary="Smoothest and most faithful on cracks; slow on wide losses.",
            source="doi:10.1155/2018/3950312",
            is_trained=False,
        ),
        Entry(
            "patchmatch",
            "Patches of sound paint",
            _patchmatch,
            summary="Fills wide losses with patches of sound paint nearby; invents no paint, but may repeat shapes.",
            source="doi:10.1145/1531326.1531330",
        ),
        Entry(
            "neural",
            "Our network",
            _neural,
            summary="A network trained on paintings; fills cracks and small losses, and uses paint that shows through.",
            source="arXiv:1505.04597",
            is_trained=True,
            problem=weights.INPAINTING_UNET.problem,
            weights_version=weights.INPAINTING_UNET.version,
        ),
        Entry(
            "lama",
            "LaMa",
            _lama,
            summary="A large network trained on photographs; continues texture and lines across wide losses.",
            source="arXiv:2109.07161",
            is_trained=True,
            problem=weights.LAMA.problem,
            weights_version=weights.LAMA.version,
        ),
        Entry(
            "migan",
            "MI-GAN",
            _migan,
            summary="A small network trained on photographs; fills losses with grain instead of a smooth surface.",
            source="doi:10.1109/ICCV51070.2023.00674",
            is_trained=True,
            problem=weights.MIGAN.problem,
            weights_version=weights.MIGAN.version,
        ),
        Entry(
            "diffusion",
            "Diffusion (generated)",
            _diffusion,
            summary="Generates paint from words: a hypothesis to discuss, never a finding.",
            source="arXiv:2112.10752",
            problem=model_folder.problem,
            weights_version=model_folder.weights_version,
            is_trained=True,
        ),
    ],
    preferred=("auto", "telea"),
)

ENLARGERS: Registry[Enlarger] = Registry(
    "enlarger",
    [
        Entry(
            "enlarge-psnr",
            "Our network, faithful",
            _enlarge_psnr,
            summary="A network trained on paintings; sharper than interpolation, and it invents as little as it can.",
            source="arXiv:1707.02921",
            is_trained=True,
            problem=weights.ENLARGER_PSNR.problem,
            weights_version=weights.ENLARGER_PSNR.version,
        ),
        Entry(
            "enlarge-art",
            "Our network, textured",
            _enlarge_art,
            summary="The same network, trained to look like a painting: it invents texture that may not be there.",
            source="arXiv:1809.00219",
            is_trained=True,
            problem=weights.ENLARGER_ART.problem,
            weights_version=weights.ENLARGER_ART.version,
        ),
        Entry(
            "lanczos",
            "Lanczos",
            _lanczos,
            summary="Interpolation: soft, but nothing is invented; needs no weights.",
            source="doi:10.1175/1520-0450(1979)018<1016:LFIOAT>2.0.CO;2",
        ),
        Entry(
            "realesrgan",
            "Real-ESRGAN",
            _realesrgan,
            summary="A large network trained on photographs: sharp and smooth, slow, and it invents the most.",
            source="arXiv:2107.10833",
            is_trained=True,
            problem=weights.REALESRGAN.problem,
            weights_version=weights.REALESRGAN.version,
        ),
    ],
    preferred=("enlarge-psnr", "lanczos"),
)
