"""What `restore`, `detect` and `inpaint` do with each painting: data that processes can share, and the work itself."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Self

from restoration.catalog import DETECTORS, INPAINTERS
from restoration.cli import terminal
from restoration.cli.generation_options import (
    GenerationOptions,
    announce,
    build_inpainter,
    build_variants,
    variant_names,
)
from restoration.cli.places import ProcessSite, Site, StepProgress, Task
from restoration.cli.processing import read_for_format, read_noted
from restoration.cli.reintegration import LayingDown
from restoration.cli.resuming import digest_request, is_finished
from restoration.cli.source_options import choose_fill
from restoration.cli.teach import read_taught
from restoration.cli.unfinished_painting import found_once, unfinished_painting
from restoration.detection.base import resumed
from restoration.detection.crack_width import NATIVE_WIDTH, level_of_width
from restoration.domain import Damage, MaskFile, Restoration
from restoration.files import sha256_of_bytes
from restoration.imaging.painting import Painting
from restoration.imaging.reading import read_picture_file
from restoration.imaging.scale import Scale
from restoration.output.annotations.mask_reading import read_any_mask
from restoration.output.damage_map import TitleBlock
from restoration.output.paint_source import PAINT_TAKEN, describe_source
from restoration.output.results import (
    AFFECTED_SUFFIX,
    MASK_RECORD_SUFFIX,
    MASK_SUFFIX,
    OVERLAY_SUFFIX,
    RECORD_SUFFIX,
    REINTEGRATION_SUFFIX,
    Destination,
    check_result_names,
    named_result,
    save_detected,
    save_filled,
    save_restoration,
)
from restoration.pipeline import Settings, detect
from restoration.retouching.description import describe_reintegration
from restoration.shared_windows import shared_tiles
from restoration.storage import Place
from restoration.unfinished import Unfinished

FindDamage = Callable[[Site, Painting, StepProgress, Unfinished], Damage]
"""Finds the damage of a painting that was read from that site, and keeps what it has done."""


@dataclass(frozen=True, slots=True)
class FindByDetector:
    """How a detector finds the damage."""

    detector: str  # key
    settings: Settings
    widest: int | None
    taught: Path | None  # a file of the command `teach`

    def build(self) -> FindDamage:
        """Load the detector; raise `RestorationError` if it is not ready, or was not the one that was taught."""
        model = None if self.taught is None else read_taught(self.taught, self.detector)
        if model is not None and self.widest is not None:
            level_of_width(self.widest)  # refuses a width that what was taught does not know
        detector = DETECTORS.build(self.detector)

        def find(_: Site, painting: Painting, progress: StepProgress, work: Unfinished) -> Damage:
            def search(searching: Unfinished) -> Damage:
                with shared_tiles(detector, painting.image) as chosen:
                    return detect(
                        painting.image,
                        resumed(chosen, searching),
                        self.settings,
                        progress("finding damage"),
                        widest=self.widest,
                        taught=model,
                        visible=painting.visible,
                    )

            return found_once(work, painting, search)

        return find

    def weights(self) -> list[str]:
        """Return the version of the detector's weights."""
        return [DETECTORS[self.detector].weights_version()]

    def file_for(self, _: Task | Site) -> Place | None:
        """Return the file, beside the painting, that the mask depends on."""
        return self.taught

    def without_files(self) -> Self:
        """Return the same without the file, whose content counts, not its place."""
        return replace(self, taught=None)

    def resolved(self) -> Self:
        """Return the same with absolute paths."""
        return replace(self, taught=None if self.taught is None else self.taught.absolute())


@dataclass(frozen=True, slots=True)
class FindByMask:
    """How given masks name the damage."""

    invert: bool  # whether black is damage

    def build(self) -> FindDamage:
        """Prepare to read the mask of each painting."""

        def find(site: Site, painting: Painting, progress: StepProgress, work: Unfinished) -> Damage:
            assert site.mask  # `Places.masks` was given; this line is for the type checker
            file = site.mask
            data = read_picture_file(file)
            given = read_any_mask(data, painting.image, name=file.name, visible=painting.visible, invert=self.invert)
            terminal.print_notes(site.painting, given.notes)
            return Damage(
                given.kinds > 0,
                kinds=given.kinds if given.has_kinds else None,
                visible=painting.visible,
                notes=given.notes,
                mask_file=MaskFile(file.name, sha256_of_bytes(data)),
            )

        return find

    def weights(self) -> list[str]:
        """Return nothing: no weights are used."""
        return []

    def file_for(self, files: Task | Site) -> Place | None:
        """Return the file, beside the painting, that the mask depends on."""
        return files.mask

    def without_files(self) -> Self:
        """Return the same: it names no file."""
        return self

    def resolved(self) -> Self:
        """Return the same: it names no path."""
        return self


@dataclass(frozen=True, slots=True)
class FillOptions:
    """How the damage is filled, and how the fill is laid down."""

    inpainter: str  # key
    generation: GenerationOptions
    takes_source: bool  # whether a mask says which paint to use
    relief: float
    laying_down: LayingDown | None

    def weights(self) -> list[str]:
        """Return the version of the inpainter's weights."""
        return [INPAINTERS[self.inpainter].weights_version()]


def _request(work: "RestoreWork | InpaintWork", files: Task | Site) -> str:
    """Return what identifies all that the result of a painting depends on."""
    find = work.find.without_files()
    options = (type(work).__name__, find, work.fill, work.format, work.words)
    return digest_request(options, work.weights(), [work.find.file_for(files), files.paint])


@dataclass(frozen=True, slots=True)
class RestoreWork:
    """The `Work` of `restore`."""

    find: FindByDetector | FindByMask
    fill: FillOptions
    format: str | None
    words: TitleBlock

    def prepare(self) -> ProcessSite:
        """See `Work.prepare`."""
        find, method = self.find.build(), build_inpainter(self.fill.inpainter, self.fill.generation)
        fill = choose_fill(method, takes_source=self.fill.takes_source, relief=self.fill.relief)

        def process(site: Site, progress: StepProgress) -> str:
            suffixes = OVERLAY_SUFFIX, AFFECTED_SUFFIX, RECORD_SUFFIX
            painting = read_for_format(
                site.painting, self.format, self.words, *suffixes, name=site.name, in_strips=True
            )
            request = _request(self, site)
            with unfinished_painting(site, painting, request) as work:
                damage = find(site, painting, progress, work)
                announce(method, damage.mask)
                restoration = fill(site, painting, damage, progress("filling"), work.part("fills"))
                restoration, known = _lay_down(painting, restoration, self.fill.laying_down, progress)
                to = Destination(site.output, self.format, known, self.words, request=request, name=site.name)
                saved = save_restoration(painting, restoration, to)
            terminal.print_notes(site.painting, saved.notes)
            return _summary(restoration, saved.path, known, is_laid_down=self.fill.laying_down is not None)

        return process

    def weights(self) -> list[str]:
        """See `Work.weights`."""
        return [*self.find.weights(), *self.fill.weights()]

    def is_finished(self, task: Task) -> bool:
        """See `Work.is_finished`."""
        return is_finished(task, partial(_request, self, task), RECORD_SUFFIX)

    def earlier_results(self, name: str) -> list[str]:
        """See `Work.earlier_results`."""
        suffixes = MASK_SUFFIX, RECORD_SUFFIX, MASK_RECORD_SUFFIX, REINTEGRATION_SUFFIX, AFFECTED_SUFFIX
        return [named_result(name, suffix) for suffix in suffixes]

    def resolved(self) -> Self:
        """See `Work.resolved`."""
        return replace(self, find=self.find.resolved())


@dataclass(frozen=True, slots=True)
class DetectWork:
    """The `Work` of `detect`."""

    find: FindByDetector

    def prepare(self) -> ProcessSite:
        """See `Work.prepare`."""
        find = self.find.build()

        def process(site: Site, progress: StepProgress) -> str:
            painting = read_noted(site.painting, in_strips=True)
            check_result_names(painting, MASK_RECORD_SUFFIX)
            request = self._request(site)
            with unfinished_painting(site, painting, request) as work:
                damage = find(site, painting, progress, work)
                return f"{_marks(damage)} -> {save_detected(painting, damage, site.output, request)}"

        return process

    def weights(self) -> list[str]:
        """See `Work.weights`."""
        return self.find.weights()

    def is_finished(self, task: Task) -> bool:
        """See `Work.is_finished`."""
        return is_finished(task, partial(self._request, task), MASK_RECORD_SUFFIX)

    def earlier_results(self, name: str) -> list[str]:
        """See `Work.earlier_results`."""
        return [named_result(name, suffix) for suffix in (MASK_SUFFIX, RECORD_SUFFIX, MASK_RECORD_SUFFIX)]

    def resolved(self) -> Self:
        """See `Work.resolved`."""
        return replace(self, find=self.find.resolved())

    def _request(self, files: Task | Site) -> str:
        options = replace(self, find=self.find.without_files())
        return digest_request(options, self.weights(), [self.find.file_for(files)])


@dataclass(frozen=True, slots=True)
class InpaintWork:
    """The `Work` of `inpaint`."""

    find: FindByMask
    fill: FillOptions
    format: str | None
    words: TitleBlock

    def prepare(self) -> ProcessSite:
        """See `Work.prepare`."""
        find, variants = self.find.build(), build_variants(self.fill.inpainter, self.fill.generation)
        takes_source, relief = self.fill.takes_source, self.fill.relief
        fills = [choose_fill(variant.method, takes_source=takes_source, relief=relief) for variant in variants]
        laying_down = self.fill.laying_down

        def process(site: Site, progress: StepProgress) -> str:
            suffixes = RECORD_SUFFIX, *(f"{REINTEGRATION_SUFFIX}{variant.name}" for variant in variants)
            painting = read_for_format(
                site.painting, self.format, self.words, *suffixes, name=site.name, in_strips=True
            )
            request, summaries = _request(self, site), []
            with unfinished_painting(site, painting, request) as work:
                damage = find(site, painting, progress, work)
                for variant, fill in zip(variants, fills, strict=True):
                    announce(variant.method, damage.mask)
                    step, kept = f"filling{variant.name}", work.part(f"fills{variant.name}")
                    restoration = fill(site, painting, damage, progress(step), kept)
                    restoration, known = _lay_down(painting, restoration, laying_down, progress)
                    to = Destination(site.output, self.format, known, self.words, variant.name, request, site.name)
                    saved = save_filled(painting, restoration, to)
                    terminal.print_notes(site.painting, saved.notes)
                    summaries.append(_summary(restoration, saved.path, known, is_laid_down=laying_down is not None))
            return "; ".join(summaries)

        return process

    def weights(self) -> list[str]:
        """See `Work.weights`."""
        return [*self.find.weights(), *self.fill.weights()]

    def is_finished(self, task: Task) -> bool:
        """See `Work.is_finished`."""
        request = cache(partial(_request, self, task))
        return all(is_finished(task, request, RECORD_SUFFIX, variant) for variant in self._variants())

    def earlier_results(self, name: str) -> list[str]:
        """See `Work.earlier_results`."""
        suffixes = RECORD_SUFFIX, REINTEGRATION_SUFFIX, AFFECTED_SUFFIX
        return [named_result(name, suffix, variant) for suffix in suffixes for variant in self._variants()]

    def _variants(self) -> list[str]:
        return variant_names(self.fill.inpainter, self.fill.generation)

    def resolved(self) -> Self:
        """See `Work.resolved`."""
        return replace(self, find=self.find.resolved())


def _lay_down(
    painting: Painting, restoration: Restoration, laying_down: LayingDown | None, progress: StepProgress
) -> tuple[Restoration, Scale | None]:
    """Return the restoration with its fill laid down as the options ask, and the scale as far as that needs it."""
    if laying_down is None:
        return restoration, None
    scale = laying_down.scale_of(painting)
    return laying_down.apply(restoration, scale, progress("laying down")), scale


def _summary(restoration: Restoration, path: Path, scale: Scale | None, *, is_laid_down: bool) -> str:
    """Say what was done; `is_laid_down`: whether the fill was to be laid down, which not all damage may be."""
    seconds = restoration.damage.seconds + restoration.seconds
    words = [_marks(restoration.damage), f"filled by {restoration.inpainter}"]
    if restoration.relief is not None:
        words.append(f"relief removed in {restoration.affected_share:.1%} beside it")
    words += [] if restoration.source is None else [f"{PAINT_TAKEN.lower()} {describe_source(restoration.source)}"]
    if restoration.reintegration is not None:
        words.append(f"laid down as {describe_reintegration(restoration.reintegration)}")
        words += [] if scale is None else [f"at {scale.px_per_mm:.4g} px per mm, {scale.source_text}"]
    elif is_laid_down and restoration.damage.mask.any():
        known = "" if restoration.damage.kinds is not None else " (all damage of a given mask counts as losses)"
        words.append(f"shown as it is: --reintegrate names no mode for this damage{known}")
    return f"{', '.join(words)}, {seconds:.1f} s -> {path}"


def _marks(damage: Damage) -> str:
    """Say how much is marked and by what, as far as the machine chose it."""
    words = [f"{damage.share:.1%} marked by {damage.detector or 'the given mask'}"]
    widest = damage.parameters.get("widest", NATIVE_WIDTH)
    if "automatic_width" in damage.parameters and widest > NATIVE_WIDTH:
        words.append(f"cracks up to {widest} px wide")
    if damage.taught:
        words.append(f"taught by {sum(damage.taught['strokes'].values())} strokes")
    return ", ".join(words)
