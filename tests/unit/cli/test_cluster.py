"""`--cluster`: the same files, whatever happens to its workers; `--resume`: what is done is not done again."""

import json
import logging
import os
import shutil
import signal
from functools import partial, wraps
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from PIL import Image

from restoration import cluster, shared_windows, versions
from restoration.batch import Outcome, process_painting
from restoration.benchmark import methods
from restoration.catalog import INPAINTERS
from restoration.cli import processing
from restoration.cli.restoration_work import DetectWork
from restoration.cluster import run_on_cluster
from restoration.registry import Registry
from restoration.sample import load_sample_painting

distributed = pytest.importorskip("distributed")

WORDS = ("--detector", "opencv", "--inpainter", "telea")

# what the package itself leaves behind when its cluster ends
pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.filterwarnings("ignore::ResourceWarning")]


@pytest.fixture(scope="module")
def address():
    import dask

    settings = {
        "distributed.scheduler.allowed-failures": 1,
        "distributed.worker.daemon": False,
        "distributed.deploy.lost-worker-timeout": "1h",  # a worker that is killed twice within it is not started again
    }
    with (
        mock.patch.dict(os.environ),  # a cluster sets the threads of libraries for its workers, and for this process
        dask.config.set(settings),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
    ):
        yield cluster.scheduler_address
        with distributed.Client(cluster) as client:  # a worker that a test has killed may be starting again
            client.wait_for_workers(2, timeout=30)


@pytest.fixture
def scans(tmp_path, painting):
    folder = tmp_path / "scans"
    folder.mkdir()
    for number, name in enumerate("abc"):
        Image.fromarray(np.roll(painting, 3 * number, axis=1)).save(folder / f"{name}.png")
    (folder / "d.png").write_bytes(b"no picture")
    return folder


def files_in(folder):
    """Return the files in a folder, records without what differs from run to run."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
    return {
        name: json.loads(data) | {"seconds": None} if name.endswith(".json") else data for name, data in files.items()
    }


def test_a_cluster_writes_the_file_that_was_named(run, scans, address, tmp_path):
    words = scans / "a.png", *WORDS, "--output", tmp_path / "out" / "saint.jpg", "--cluster", address
    assert run("restore", *words)[0] == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"saint.jpg", "saint_mask.png", "saint_overlay.png", "saint_report.json"}
    assert "Left as they are: 1 of 1" in run("restore", *words, "--resume")[1]


def test_a_cluster_writes_what_one_process_writes_and_names_the_file_that_fails(run, scans, tmp_path, address):
    run("restore", scans, *WORDS, "--output", tmp_path / "alone")
    code, printed, errors = run("restore", scans, *WORDS, "--output", tmp_path / "together", "--cluster", address)
    assert code == 1
    assert sorted(line.split("] ")[1][:5] for line in printed.splitlines()) == ["a.png", "b.png", "c.png"]
    assert "d.png: " in errors and len(errors.splitlines()) == 1
    assert files_in(tmp_path / "together") == files_in(tmp_path / "alone")


def test_a_cluster_makes_the_pairs_that_one_process_makes(run, scans, tmp_path, address):
    (scans / "d.png").unlink()
    words = ("damage", scans, "--style", "simple")
    assert run(*words, "--output", tmp_path / "alone", "--workers", 1)[0] == 0
    assert run(*words, "--output", tmp_path / "together", "--cluster", address)[0] == 0
    for folder in ("synthetic_damaged", "synthetic_masks"):
        assert files_in(tmp_path / "together" / folder) == files_in(tmp_path / "alone" / folder)


def test_a_cluster_measures_what_one_process_measures_and_goes_on_where_it_stopped(
    run, scans, tmp_path, address, monkeypatch
):
    quick = [entry for entry in INPAINTERS if not entry.weights_version()]
    monkeypatch.setattr(methods, "INPAINTERS", Registry("inpainter", quick))
    for name in "cd":
        (scans / f"{name}.png").unlink()
    monkeypatch.chdir(tmp_path)  # paths that mean something else in the working folder of a worker
    words = ("benchmark", "--quick", "--methods", "opencv", "--paintings", "scans")
    assert run(*words, "--output", "alone")[0] == 0
    (tmp_path / "together").mkdir()
    shutil.copytree(tmp_path / "alone" / "pieces", tmp_path / "together" / "pieces")
    (tmp_path / "together" / "pieces" / "a.json").unlink()
    code, printed, _ = run(*words, "--output", "together", "--cluster", address)
    assert code == 0 and "no peer takes part" in printed
    assert "a.png: 3 steps done" in printed and "b.png: done before" in printed
    assert (tmp_path / "together" / "scores.csv").read_bytes() == (tmp_path / "alone" / "scores.csv").read_bytes()


def test_a_worker_that_dies_loses_nothing(tmp_path, address):
    def work(number):
        mark = tmp_path / "killed"
        if number == 2 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return Outcome(Path(str(number)), "done", done=True), "a note\n"

    ends = list(run_on_cluster({Path(str(number)): partial(work, number) for number in range(6)}, address))
    assert (tmp_path / "killed").exists()
    assert sorted(end.outcome.source.name for end in ends) == ["0", "1", "2", "3", "4", "5"]
    assert all(end.outcome.done and end.notes == "a note\n" for end in ends)


def test_a_painting_that_kills_its_workers_fails_alone(address):
    def work(number):
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return Outcome(Path(str(number)), "done", done=True), ""

    ends = list(run_on_cluster({Path(str(number)): partial(work, number) for number in range(3)}, address))
    failed = [end.outcome for end in ends if not end.outcome.done]
    assert [each.source.name for each in failed] == ["1"]
    assert "Several workers were lost" in failed[0].message


@pytest.fixture
def two_workers(address):
    """Return the address of the cluster, once a worker that a test before has killed is back."""
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return address


@pytest.fixture
def huge(tmp_path, monkeypatch):
    """A picture that counts as huge, of two tiles and several regions."""
    monkeypatch.setattr(processing, "HUGE_MEGAPIXELS", 0.15)
    picture = load_sample_painting().image[:200]
    path = tmp_path / "huge.png"
    Image.fromarray(np.hstack([picture, picture[:, ::-1], picture])[:, :800]).save(path)
    return path


def on_each_worker(address, function):
    with distributed.Client(address, set_as_default=False) as client:
        return list(client.run(function).values())


def test_workers_share_the_windows_of_a_huge_picture(run, huge, tmp_path, two_workers):
    words = ("restore", huge, "--detector", "unet", "--inpainter", "neural", "--output")
    run(*words, tmp_path / "alone")
    assert run(*words, tmp_path / "together", "--cluster", two_workers)[0] == 0
    assert files_in(tmp_path / "together") == files_in(tmp_path / "alone")
    builders = shared_windows._build_model, shared_windows._build_stages
    built = on_each_worker(two_workers, lambda: [each.cache_info().currsize for each in builders])
    assert built == [[1, 1], [1, 1]], "both workers took part in both steps"


def test_a_worker_that_dies_with_a_window_costs_nothing(run, huge, tmp_path, two_workers):
    mark = tmp_path / "killed"

    def let_the_other_die():
        fill_window = shared_windows.fill_window

        @wraps(fill_window)
        def fill_or_die(*arguments):
            if not cluster._sharing.locked() and not mark.exists():  # in the process of the job it is
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return fill_window(*arguments)

        shared_windows.fill_window = fill_or_die

    def let_live():
        shared_windows.fill_window = getattr(shared_windows.fill_window, "__wrapped__", shared_windows.fill_window)

    words = ("restore", huge, "--detector", "opencv", "--inpainter", "biharmonic", "--output")
    run(*words, tmp_path / "alone")
    on_each_worker(two_workers, let_the_other_die)
    assert run(*words, tmp_path / "together", "--cluster", two_workers)[0] == 0
    on_each_worker(two_workers, let_live)
    assert mark.exists()
    assert files_in(tmp_path / "together") == files_in(tmp_path / "alone")


def test_huge_and_small_pictures_are_worked_on_together(run, huge, scans, tmp_path, two_workers):
    (scans / "d.png").unlink()
    for name in "xyz":
        shutil.copy(huge, scans / f"{name}.png")
    words = ("restore", scans, "--detector", "opencv", "--inpainter", "biharmonic", "--output")
    run(*words, tmp_path / "alone")
    together = (*words, tmp_path / "together", "--cluster", two_workers)
    assert run(*together)[0] == 0
    assert files_in(tmp_path / "together") == files_in(tmp_path / "alone")
    assert "Left as they are: 6 of 6" in run(*together, "--resume")[1]


def test_a_window_that_kills_its_workers_fails_the_painting(two_workers):
    def die():
        os.kill(os.getpid(), signal.SIGKILL)

    def work():
        with cluster.cluster_workers() as workers:
            return workers.submit(die).result() if workers else die()  # the other worker may be starting again

    path = Path("huge")
    (end,) = run_on_cluster({path: lambda: (process_painting(path, work), "")}, two_workers)
    assert not end.outcome.done and "Several workers were lost" in end.outcome.message


def test_a_second_huge_picture_of_a_worker_is_worked_on_there(two_workers):
    def work(number):
        def job():
            with cluster.cluster_workers() as first, cluster.cluster_workers() as second:
                return f"{first is not None} {second is None} {first.submit(sum, (number, 1)).result()}"

        return process_painting(Path(str(number)), job), ""

    (end,) = run_on_cluster({Path("1"): partial(work, 1)}, two_workers)
    assert end.outcome.message == "True True 2"


def test_without_a_cluster_one_sentence_says_so(assert_refused, scans, tmp_path, monkeypatch):
    monkeypatch.setattr("restoration.cluster.CONNECT_SECONDS", 0.5)
    words = ("detect", scans, "--detector", "opencv", "--output", tmp_path / "out", "--cluster", "tcp://127.0.0.1:9")
    assert_refused(*words, message="No cluster answers at tcp://127.0.0.1:9.")
    assert_refused(*words[:-1], "10.0.0.5", message="such as tcp://10.0.0.5:8786")
    assert_refused(*words, "--workers", 2, message="--cluster or --workers, not both")
    words = ("benchmark", "--paintings", scans, "--output", tmp_path / "out", *words[-2:])
    assert_refused(*words, message="No cluster answers at tcp://127.0.0.1:9.")
    assert_refused(*words, "--workers", 2, message="--cluster or --workers, not both")
    assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR), "it logs tracebacks"
    assert_refused(*words, "--only", "teaching", message="teaching is not measured picture by picture")


@pytest.mark.parametrize("library", ["python", "numpy", "torch"])
def test_a_worker_whose_results_a_later_run_would_not_accept_is_refused(
    assert_refused, scans, tmp_path, two_workers, monkeypatch, library
):
    others = {name: version for name, version in versions.library_versions().items() if name != library}
    monkeypatch.setattr(versions, "library_versions", lambda: others)
    words = ("detect", scans, "--detector", "opencv", "--output", tmp_path / "out", "--cluster", two_workers)
    assert_refused(*words, message=f"another version of {library}.")


def test_a_worker_with_other_weights_is_refused(assert_refused, scans, tmp_path, two_workers, monkeypatch):
    monkeypatch.setattr(DetectWork, "weights", lambda _: ["of this machine"])
    words = ("detect", scans, "--detector", "opencv", "--output", tmp_path / "out", "--cluster", two_workers)
    assert_refused(*words, message="another version of the weights.")


@pytest.mark.parametrize("command", ["restore", "detect", "inpaint"])
def test_what_is_done_is_left_as_it_is_until_something_differs(run, scans, tmp_path, command):
    (scans / "d.png").unlink()
    masks, output = tmp_path / "masks", tmp_path / "out"
    run("detect", scans, *WORDS[:2], "--output", masks)
    words = {"restore": WORDS, "detect": WORDS[:2], "inpaint": ("--mask", masks, *WORDS[2:])}[command]

    def names_done(*more):
        code, printed, _ = run(command, scans, *words, "--output", output, "--resume", *more)
        assert code == 0
        return [line.split("] ")[1][0] for line in printed.splitlines() if line.startswith("[")]

    assert names_done() == ["a", "b", "c"]
    assert names_done() == []
    record, result = ("_mask_report", "_mask") if command == "detect" else ("_report", "_restored")
    (output / f"b{record}.json").unlink()
    Image.fromarray(np.zeros((8, 8), np.uint8)).save(output / f"c{result}.png")
    assert names_done() == ["b", "c"]
    Image.open(scans / "a.png").rotate(180).save(scans / "a.png")
    if command == "inpaint":
        Image.open(masks / "b_mask.png").rotate(180).save(masks / "b_mask.png")
    assert names_done() == (["a", "b"] if command == "inpaint" else ["a"])
    another = ("--inpainter", "neural") if command == "inpaint" else ("--sensitivity", 0.4)
    assert names_done(*another) == ["a", "b", "c"]
