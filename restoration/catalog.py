"""The list of methods. To add one: write its file, add its line here, run the contract tests."""

from restoration import weights
from restoration.detection.base import Detector
from restoration.inpainting.base import Inpainter
from restoration.registry import Entry, Registry


def _opencv() -> Detector:
    from restoration.detection.morphology import Morphology

    return Morphology()


def _unet() -> Detector:
    from restoration.detection.unet import UNetDetector  # torch is loaded only when it is chosen

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


def _neural() -> Inpainter:
    from restoration.inpainting.neural import Neural  # torch is loaded only when it is chosen

    return Neural.from_file()


def _lama() -> Inpainter:
    from restoration.inpainting.lama import Lama  # torch is loaded only when it is chosen

    return Lama.from_file()


def _migan() -> Inpainter:
    from restoration.inpainting.migan import MiGan  # onnxruntime is loaded only when it is chosen

    return MiGan.from_file()


def _auto() -> Inpainter:
    from restoration.inpainting.auto import Auto

    second = _for_losses()
    return Auto(_neural(), _FOR_LOSSES[second]() if second else None)


_FOR_LOSSES = {weights.MIGAN: _migan, weights.LAMA: _lama}  # the better one, as far as it was measured, first


def _for_losses() -> weights.PublishedWeights | None:
    return next((file for file in _FOR_LOSSES if not file.lack()), None)


def _edition_of_auto() -> str:
    second = _for_losses()
    return "+".join(file.edition() for file in (weights.INPAINTING_UNET, second) if file)


DETECTORS: Registry[Detector] = Registry(
    "detector",
    [
        Entry(
            "opencv",
            "Morphology (OpenCV)",
            _opencv,
            summary="Thin dark and light lines, told from brush strokes by their shape; needs no weights.",
            source="doi:10.1109/TIP.2005.860311",  # Giakoumis, Nikolaidis and Pitas: top-hat, then strokes told apart
        ),
        Entry(
            "unet",
            "U-Net",
            _unet,
            summary="A network that learnt from damage drawn on paintings; finds cracks, scratches and losses.",
            source="arXiv:1505.04597",
            lack=weights.DETECTION_UNET.lack,
            edition=weights.DETECTION_UNET.edition,
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
            summary="Cracks by our network; wide losses by the mean of it and MI-GAN (or LaMa), once that is fetched.",
            source="arXiv:1505.04597",
            lack=weights.INPAINTING_UNET.lack,
            edition=_edition_of_auto,
        ),
        Entry(
            "telea",
            "Telea (fast marching)",
            _telea,
            summary="Quick; good for hairlines and cracks.",
            source="doi:10.1080/10867651.2004.10487596",
        ),
        Entry(
            "ns",
            "Navier-Stokes",
            _navier_stokes,
            summary="Quick; carries edges across cracks a little more sharply.",
            source="doi:10.1109/CVPR.2001.990497",
        ),
        Entry(
            "biharmonic",
            "Biharmonic",
            _biharmonic,
            summary="Smoothest and most faithful on cracks; slow on wide losses.",
            source="doi:10.1155/2018/3950312",
        ),
        Entry(
            "neural",
            "Our network",
            _neural,
            summary="Learnt on paintings to fill cracks and small losses; uses what paint still shows through them.",
            source="arXiv:1505.04597",
            lack=weights.INPAINTING_UNET.lack,
            edition=weights.INPAINTING_UNET.edition,
        ),
        Entry(
            "lama",
            "LaMa",
            _lama,
            summary="A large network that learnt from photographs; carries texture and lines across wide losses.",
            source="arXiv:2109.07161",
            lack=weights.LAMA.lack,
            edition=weights.LAMA.edition,
        ),
        Entry(
            "migan",
            "MI-GAN",
            _migan,
            summary="A small network that learnt from photographs; fills losses with grain, not smoothly.",
            source="doi:10.1109/ICCV51070.2023.00674",
            lack=weights.MIGAN.lack,
            edition=weights.MIGAN.edition,
        ),
    ],
    preferred=("auto", "telea"),
)
