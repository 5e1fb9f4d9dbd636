"""Several fills of one loss on the Restore page: seen side by side, flipped through, chosen region by region."""

import json
from dataclasses import replace

import numpy as np
import pytest

from restoration.app.picture_viewer import Click
from restoration.app.restore.state import Job
from restoration.errors import BadRequest
from restoration.output.dossier import encode_dossier, read_dossier
from tests.pages.restore_page import button, control, job, new_page, png, token_of, upload, with_label

LOSS = Click(48.5, 33.5)  # in the hole of the small sample


@pytest.fixture
def filled(page, hole):
    """The page with two results, by Telea and then by Navier-Stokes, of a crossing of cracks and of a loss."""
    return fill_twice(page, hole)


def fill_twice(page, hole):
    job(page).given_mask = hole.astype(np.uint8)
    fill(page, "telea")
    fill(page, "ns")
    return control(page, "View").set_value("Restored").run()


def fill(page, method):
    with_label(page.selectbox, "Fill it with").set_value(method).run()
    button(page, "Restore").click().run()


def click(page, place):
    from restoration.app.restore import alternatives  # importable after a run

    alternatives.select_at(job(page), place)
    return page.run()


def after(page, key):
    return next(result.restoration.after for result in job(page).results if result.key == key)


def sentence(page):
    return next(caption.value for caption in page.caption if caption.value.startswith(("It takes", "Chosen")))


def test_with_one_result_there_is_nothing_to_choose(page):
    fill(page, "telea")
    click(page, LOSS)
    assert not [button for button in page.button if button.key in ("next region", "flip")]


def test_a_region_takes_another_fill_and_goes_back_to_the_default(filled):
    click(filled, LOSS)
    assert sentence(filled) == "It takes the default: Navier-Stokes."
    button(filled, "choose telea").click().run()
    assert not filled.exception
    assert control(filled, "Result").value == "Composite"
    assert sentence(filled) == "Chosen: Telea (fast marching). Refused: Navier-Stokes."
    composed, mask = job(filled).composite.result.restoration.after, job(filled).results[0].restoration.damage.mask
    telea, default = after(filled, "telea"), after(filled, "ns")
    assert np.array_equal(composed[28:38, 43:54], telea[28:38, 43:54])
    assert not np.array_equal(telea[28:38, 43:54], default[28:38, 43:54])
    elsewhere = mask.copy()
    elsewhere[28:38, 43:54] = False
    assert np.array_equal(composed[elsewhere], default[elsewhere])
    button(filled, "back to default").click().run()
    assert control(filled, "Result").options == ["Telea (fast marching)", "Navier-Stokes"]
    assert job(filled).composite is None


def test_flipping_shows_the_results_in_turn_and_keeping_chooses_the_shown_one(filled):
    button(filled, "next region").click().run()
    assert button(filled, "keep shown").disabled is False
    shown = []
    for _ in range(3):
        button(filled, "flip").click().run()
        shown.append(control(filled, "Result").value)
    assert shown == ["Telea (fast marching)", "Navier-Stokes", "Telea (fast marching)"]
    button(filled, "keep shown").click().run()
    assert job(filled).steps[-1].fill == "telea"
    assert set(job(filled).steps[-1].seen) == {"telea", "ns"}
    assert not filled.exception


def test_the_next_region_is_another_one_and_all_come_round(filled):
    numbers = []
    for _ in range(3):
        button(filled, "next region").click().run()
        [number] = [field.value for field in filled.number_input if field.label.startswith("Region, of 2")]
        numbers.append(number)
    assert numbers == [2, 1, 2], "the loss is wider than the cracks"


def test_the_composite_is_what_is_downloaded_and_recorded(filled):
    from restoration.app.restore import dossier_io, result_files  # importable after a run

    click(filled, LOSS)
    button(filled, "choose telea").click().run()
    current = job(filled)
    files = {
        file.label: file
        for file in result_files.result_files(current, current.composite.result, current.painting, "png")
    }
    assert files["Restored picture"].suffix == "_restored_composite.png"
    record = json.loads(files["Record"].make())
    [chosen] = record["composite"]["regions"]
    assert (chosen["chosen"], chosen["refused"], record["composite"]["default"]) == ("telea", ["ns"], "ns")
    assert sum(record["composite"]["shares"].values()) == pytest.approx(1)
    assert b"Fills that were chosen for single regions" in files["Report"].make()
    again = Job()
    dossier_io.load_into_job(again, read_dossier(encode_dossier(dossier_io.dossier_of(current, current.painting))))
    assert (again.default_fill, again.history.steps[-1].fill) == ("ns", "telea")


def test_the_list_of_regions_leads_to_the_alternatives_of_one(filled):
    from restoration.app.restore import alternatives, regions  # importable after a run

    control(filled, "View").set_value("Mask").run()
    version = regions.find_job_regions(job(filled)).version
    alternatives.select_in_list(job(filled), {"number": 2, "version": version})
    filled.run()
    assert control(filled, "View").value == "Compare"
    assert sentence(filled).startswith("It takes the default")
    with pytest.raises(BadRequest, match="out of date"):
        alternatives.select_in_list(job(filled), {"number": 2, "version": version + 1})


def test_choices_outlive_a_reload(page, small_sample, hole):
    upload(page, "madonna.png", png(small_sample.image))
    fill_twice(page, hole)
    click(page, LOSS)
    button(page, "choose telea").click().run()
    again = new_page(token_of(page)).run()
    control(again, "View").set_value("Restored").run()
    assert not again.exception
    assert control(again, "Result").options[-1] == "Composite"
    assert np.array_equal(job(again).composite.result.restoration.after, job(page).composite.result.restoration.after)


def test_a_new_result_changes_the_choices_and_what_stands_beside_them_not(filled):
    click(filled, LOSS)
    button(filled, "choose telea").click().run()
    before = job(filled).composite.result.restoration.after
    fill(filled, "biharmonic")
    assert job(filled).default_fill == "ns"
    assert np.array_equal(job(filled).composite.result.restoration.after, before)
    with_label(filled.selectbox, "All other regions take").set_value("biharmonic").run()
    assert not np.array_equal(job(filled).composite.result.restoration.after, before)


@pytest.mark.parametrize("how", ["back to the default", "undone"])
def test_without_a_choice_the_newest_result_is_the_default_again(filled, how):
    click(filled, LOSS)
    button(filled, "choose telea").click().run()
    if how == "undone":
        job(filled).edit(lambda history: history.undo())
    else:
        button(filled, "back to default").click().run()
    fill(filled, "biharmonic")
    assert sentence(filled) == "It takes the default: Biharmonic."
    assert control(filled, "Result").value == "Biharmonic"


def test_a_result_that_a_region_takes_is_kept_longest(filled):
    click(filled, LOSS)
    button(filled, "choose telea").click().run()
    current = job(filled)
    oldest, newest = current.results
    for number in range(5):
        current.add_result(replace(newest, restoration=replace(newest.restoration, inpainter=f"other {number}")))
    assert [result.key for result in current.results][:2] == ["telea", "ns"]
    assert len(current.results) == 5 and current.results[0] is oldest
