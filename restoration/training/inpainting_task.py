"""How a network is taught to fill damage."""

from dataclasses import replace

from torch import Tensor

from restoration.networks.designs import InpaintingDesign
from restoration.networks.inpainting_unet import InpaintingUNet, decode_inpainting_unet, encode_inpainting_unet
from restoration.networks.perceptual import VGG16
from restoration.training.config import InpaintingConfig
from restoration.training.device import Device
from restoration.training.evaluation import InpaintingEvaluation
from restoration.training.losses import InpaintingLoss
from restoration.training.task import Batch, Metrics, RunResult, describe_network, initialise_network


class InpaintingTask:
    """The subject: the layers of a `Filling`, (N, H, W, 3), (N, H, W) and (N, H, W, 3) uint8 a batch."""

    decisive = "psnr"

    def __init__(
        self,
        plan: InpaintingConfig,
        exam: InpaintingEvaluation,
        start: InpaintingUNet | None = None,
        vgg: VGG16 | None = None,
    ) -> None:
        """As the plan has it; or, beginning with `start`, a network of the plan's widths."""
        self._design = InpaintingDesign(plan.widths)
        self._loss = InpaintingLoss(plan.edges, plan.content, plan.style, vgg)
        self._exam, self._start = exam, start

    def beginner(self, seed: int) -> InpaintingUNet:
        """See `Subject.beginner`."""
        return initialise_network(lambda: InpaintingUNet(self._design), seed, self._start)

    def loss(self, network: InpaintingUNet, batch: Batch, machine: Device) -> Tensor:
        """See `Subject.loss`."""
        picture, mask, truth = batch
        hole, wanted = machine.masked(mask), machine.shown(truth)
        with machine.mixed():
            filled = network(machine.shown(picture), hole)
            return self._loss(filled, wanted, hole)

    def examine(self, network: InpaintingUNet, machine: Device) -> Metrics:
        """See `Subject.examine`."""
        return self._exam.sit(network, machine)

    def graduate(self, network: InpaintingUNet, machine: Device) -> RunResult:
        """The network, its weights rounded as in their file and judged in full precision."""
        rounded = decode_inpainting_unet(encode_inpainting_unet(network)).to(machine.device)
        figures = self._exam.sit(rounded, replace(machine, precision="float32"))
        praise = f"PSNR {figures['psnr']:.2f} dB in the damage, {figures['gain']:.2f} dB above the first fill"
        return RunResult(
            encode_inpainting_unet(rounded),
            {"network": describe_network(rounded, rounded.design), "scores": figures},
            praise,
        )
