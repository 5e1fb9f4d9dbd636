"""Several results of one job, of which each region takes one: what was chosen, and the composite of all choices."""

from dataclasses import dataclass, replace
from itertools import count

import streamlit as st

from restoration.app.picture_viewer import Click
from restoration.app.restore.outcomes import RestorationResult
from restoration.app.restore.regions import default_result, find_job_regions, job_regions, kept_regions
from restoration.app.restore.state import Composite, Job, SelectedRegion
from restoration.app.restore.work import score_in_turn
from restoration.decoding import convert_json
from restoration.domain import Restoration
from restoration.editing.composing import chosen_regions, compose, filled_by, regions_with_alternatives
from restoration.editing.history import region_decisions
from restoration.editing.regions import Region, RegionDecision, RegionMap
from restoration.editing.regions.region_map import UNFILLED

_VISITS = count(1)  # each is another one for the browser


@dataclass(frozen=True, slots=True)
class _ListedRegion:
    """A region as the editor names it."""

    number: int
    version: int  # of the list


def fills(job: Job) -> dict[str, Restoration]:
    """Return the kept fills by key, the newest last."""
    return {result.key: result.restoration for result in job.results}


def all_results(job: Job) -> list[RestorationResult]:
    """Return the kept results, the newest last, then the composite where something was chosen for a region."""
    composite = composed_result(job)
    return [*job.results, *([] if composite is None else [composite])]


def composed_result(job: Job) -> RestorationResult | None:
    """Return the result composed of what was chosen for each region; None where nothing was.

    It is composed anew when a choice, a result or the mask has changed.
    """
    default = default_result(job)
    has_choices = any(decision.fill for decision in region_decisions(job.steps))
    numbered = find_job_regions(job) if default and has_choices and job.is_marked else None
    choices = () if numbered is None else _choices(job, numbered.regions)
    if default is None or numbered is None or not choices:
        job.composite = None
        return None
    known, results = job.composite, tuple(job.results)
    depends_on = results, default.key, choices
    is_same = known is not None and (known.results, known.default, known.choices) == depends_on
    if known is None or not is_same or known.kinds is not numbered.kinds:
        result = _compose(job, default, numbered.regions)
        known = job.composite = Composite(results, default.key, numbered.kinds, choices, result)
    return known.result


def _choices(job: Job, regions: RegionMap) -> tuple[tuple[int, str], ...]:
    return tuple((region.number, key) for region, key in chosen_regions(fills(job), regions))


def _compose(job: Job, default: RestorationResult, regions: RegionMap) -> RestorationResult:
    composed = compose(fills(job), default.key, regions)
    return RestorationResult(composed, default.plan, default.steps, composed_of=tuple(fills(job)))


def score_composite(job: Job) -> None:
    """Compare the composite with the truth, where both are known and that was not done yet."""
    known = job.composite
    if known is None or known.result.scores is not None or job.truth is None:
        return
    scores = score_in_turn(st.empty(), [known.result.restoration], job.truth)[0]
    job.composite = replace(known, result=replace(known.result, scores=scores))


def offers_choices(job: Job) -> bool:
    """Return whether something can be chosen for a region: one of several results, or how its fill is laid down."""
    return len(job.results) > 1 or (bool(job.results) and not job.reintegration.choice.is_invisible)


def alternatives_of(job: Job, region: Region) -> list[RestorationResult]:
    """Return the kept results that have filled pixels of a region, the newest last; none if it is not to be filled."""
    if region.status in UNFILLED:
        return []
    keys = filled_by(fills(job), job_regions(job), region.number)
    return [result for result in job.results if result.key in keys]


def choose_fill(job: Job, region: Region, key: str) -> None:
    """Choose a result for a region, "" for the default one; the other alternatives count as refused.

    Raises:
        TooManyCorrections: the corrections of the mask are too much work.
    """
    if (default := default_result(job)) is not None:
        job.default_fill = default.key  # a new result shall not change what the choices stand beside
    seen = tuple(result.key for result in alternatives_of(job, region)) if key else ()
    _decide(job, job_regions(job).decide([region.number], fill=key, seen=seen))
    if composed_result(job) is None:
        job.default_fill = None  # no choice is left that it could stand beside


def choose_reintegration(job: Job, region: Region, mode: str) -> None:
    """Choose how the fill of a region is laid down: a mode, "invisible", or "" for what is chosen for all.

    Raises:
        TooManyCorrections: the corrections of the mask are too much work.
    """
    _decide(job, job_regions(job).decide([region.number], reintegration=mode))


def _decide(job: Job, decision: RegionDecision) -> None:
    with job.lock:
        job.commit_strokes()
        changed = job.history.after(decision)
        job.check_effort(changed.steps)
        job.history = changed


def selected_region(job: Job) -> Region | None:
    """Return the region whose alternatives are shown; None where none is selected, or where it is gone."""
    if job.selected is None or not job.is_marked:
        return None
    return job_regions(job).at(job.selected.x, job.selected.y)


def select_region(job: Job, region: Region) -> None:
    """Select a region of the mask as it is now, and let the view go to it."""
    job.selected = _selection(job_regions(job), region, next(_VISITS))


def select_in_list(job: Job, said: object) -> None:
    """Select the region that the editor names, and let the page show it in the results.

    Raises:
        BadRequest: it names none, or one from a list that is out of date.
    """
    entry = convert_json(said, _ListedRegion, name="region in the list", hint="Reload the page.")
    regions = kept_regions(job, entry.version)
    job.selected = _selection(regions, regions.region(entry.number), next(_VISITS))
    job.wants_result_view = True


def select_at(job: Job, click: Click) -> None:
    """Select the region that was clicked on; none where there is only sound paint."""
    region = job_regions(job).near(click.x, click.y, click.reach)
    job.selected = None if region is None else _selection(job_regions(job), region, 0)


def _selection(regions: RegionMap, region: Region, visit: int) -> SelectedRegion:
    left, top, _, _ = region.box
    in_first_row = regions.pixels(region.number).mask()[0].argmax()
    return SelectedRegion(left + int(in_first_row), top, visit)


def select_next(job: Job) -> None:
    """Select the next of the regions that two results fill differently, from the widest to the narrowest and again."""
    regions = regions_with_alternatives(fills(job), job_regions(job))
    if regions:
        numbers, now = [region.number for region in regions], selected_region(job)
        place = numbers.index(now.number) + 1 if now is not None and now.number in numbers else 0
        select_region(job, regions[place % len(regions)])
