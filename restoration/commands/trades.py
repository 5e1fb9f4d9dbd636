"""What can be taught from the command line."""

from collections.abc import Sequence
from dataclasses import replace

from restoration.commands.teaching import Trade
from restoration.networks import retoucher, trained
from restoration.networks.retoucher import Retoucher
from restoration.networks.unet import UNet
from restoration.networks.vgg import VGG
from restoration.training.exam import Exam
from restoration.training.examples import Example
from restoration.training.filling_exam import FillingExam
from restoration.training.fillings import Filling
from restoration.training.finding import Finding
from restoration.training.plan import FindingPlan, RetouchingPlan
from restoration.training.retouching import Retouching


def finding() -> Trade[FindingPlan, UNet]:
    """To find damage."""

    def suited(plan: FindingPlan, start: UNet) -> FindingPlan:
        return replace(plan, widths=start.design.widths, ridges=start.design.ridges)

    def subject(plan: FindingPlan, examples: Sequence[Example], start: UNet | None) -> Finding:
        return Finding(plan, Exam(examples), start)

    return Trade(lambda data: trained.from_bytes(data).network, suited, subject, praised="F1 {f1:.3f}")


def retouching(vgg: VGG | None) -> Trade[RetouchingPlan, Retoucher]:
    """To fill damage; `vgg` judges texture, where the plan lets that count."""

    def suited(plan: RetouchingPlan, start: Retoucher) -> RetouchingPlan:
        return replace(plan, widths=start.design.widths)

    def subject(plan: RetouchingPlan, examples: Sequence[Filling], start: Retoucher | None) -> Retouching:
        return Retouching(plan, FillingExam(examples), start, vgg)

    return Trade(retoucher.from_bytes, suited, subject, praised="PSNR in the damage {psnr:.2f} dB ({gain:+.2f})")
