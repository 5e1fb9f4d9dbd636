"""How a network is taught to fill damage."""

from dataclasses import replace

from torch import Tensor

from restoration.networks.inpainting_unet import Retoucher, RetoucherDesign, from_bytes, to_bytes
from restoration.networks.vgg import VGG
from restoration.training.config import RetouchingPlan
from restoration.training.device import Machine
from restoration.training.evaluation import FillingExam
from restoration.training.losses import FillingLoss
from restoration.training.task import Batch, Diploma, Figures, begun, described


class Retouching:
    """The subject: the layers of a `Filling`, (N, H, W, 3), (N, H, W) and (N, H, W, 3) uint8 a batch."""

    decisive = "psnr"

    def __init__(
        self, plan: RetouchingPlan, exam: FillingExam, start: Retoucher | None = None, vgg: VGG | None = None
    ) -> None:
        """As the plan has it; or, beginning with `start`, a network of the plan's widths."""
        self._design = RetoucherDesign(plan.widths)
        self._loss = FillingLoss(plan.edges, plan.content, plan.style, vgg)
        self._exam, self._start = exam, start

    def beginner(self, seed: int) -> Retoucher:
        """See `Subject.beginner`."""
        return begun(lambda: Retoucher(self._design), seed, self._start)

    def loss(self, network: Retoucher, batch: Batch, machine: Machine) -> Tensor:
        """See `Subject.loss`."""
        picture, mask, truth = batch
        hole, wanted = machine.masked(mask), machine.shown(truth)
        with machine.mixed():
            filled = network(machine.shown(picture), hole)
            return self._loss(filled, wanted, hole)

    def examine(self, network: Retoucher, machine: Machine) -> Figures:
        """See `Subject.examine`."""
        return self._exam.sit(network, machine)

    def graduate(self, network: Retoucher, machine: Machine) -> Diploma:
        """The network, its weights rounded as in their file and judged in full precision."""
        rounded = from_bytes(to_bytes(network)).to(machine.device)
        figures = self._exam.sit(rounded, replace(machine, precision="float32"))
        praise = f"PSNR {figures['psnr']:.2f} dB in the damage, {figures['gain']:.2f} dB above the first fill"
        return Diploma(to_bytes(rounded), {"network": described(rounded, rounded.design), "scores": figures}, praise)
