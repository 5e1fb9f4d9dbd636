"""What can be taught from the command line."""

from collections.abc import Sequence
from dataclasses import replace

from restoration.cli.train_run import Trade
from restoration.networks import detection_unet, inpainting_unet
from restoration.networks.detection_unet import UNet
from restoration.networks.inpainting_unet import Retoucher
from restoration.networks.vgg import VGG
from restoration.training.config import FindingPlan, RetouchingPlan
from restoration.training.detection_dataset import Example
from restoration.training.detection_task import Finding
from restoration.training.evaluation import Exam, FillingExam
from restoration.training.inpainting_dataset import Filling
from restoration.training.inpainting_task import Retouching


def finding() -> Trade[FindingPlan, UNet]:
    """To find damage."""

    def suited(plan: FindingPlan, start: UNet) -> FindingPlan:
        return replace(plan, widths=start.design.widths, ridges=start.design.ridges)

    def subject(plan: FindingPlan, examples: Sequence[Example], start: UNet | None) -> Finding:
        return Finding(plan, Exam(examples), start)

    return Trade(lambda data: detection_unet.from_bytes(data).network, suited, subject, praised="F1 {f1:.3f}")


def retouching(vgg: VGG | None) -> Trade[RetouchingPlan, Retoucher]:
    """To fill damage; `vgg` judges texture, where the plan lets that count."""

    def suited(plan: RetouchingPlan, start: Retoucher) -> RetouchingPlan:
        return replace(plan, widths=start.design.widths)

    def subject(plan: RetouchingPlan, examples: Sequence[Filling], start: Retoucher | None) -> Retouching:
        return Retouching(plan, FillingExam(examples), start, vgg)

    return Trade(inpainting_unet.from_bytes, suited, subject, praised="PSNR in the damage {psnr:.2f} dB ({gain:+.2f})")
