"""Threads are as many as the processors that this process may use, and the user's own settings stay."""

import os
import subprocess
import sys

import pytest

from restoration import cgroups, threads

VERSION_2 = {
    "proc/self/cgroup": "0::/service/app\n",
    "sys/fs/cgroup/service/app/cpu.max": "max 100000\n",
    "sys/fs/cgroup/service/cpu.max": "150000 100000\n",
}
IN_A_CONTAINER = {"proc/self/cgroup": "0::/\n", "sys/fs/cgroup/cpu.max": "50000 100000\n"}
VERSION_1 = {
    "proc/self/cgroup": "9:memory:/box\n4:cpu,cpuacct:/box\n0::/\n",
    "sys/fs/cgroup/cpu/box/cpu.cfs_quota_us": "250000\n",
    "sys/fs/cgroup/cpu/box/cpu.cfs_period_us": "100000\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
}
VERSION_1_SEEN_FROM_INSIDE = {  # the container shows its own group as the root, under a path that is not there
    "proc/self/cgroup": "4:cpu,cpuacct:/docker/0f3a\n",
    "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000\n",
    "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
}


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A function that pretends a machine of eight processors with the given files."""

    def pretend(files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)

    monkeypatch.setattr(cgroups, "_ROOT", tmp_path / "sys/fs/cgroup")
    monkeypatch.setattr(cgroups, "_OWN_GROUPS", tmp_path / "proc/self/cgroup")
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    return pretend


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 8),
        (VERSION_2, 2),
        (IN_A_CONTAINER, 1),
        (VERSION_1, 3),
        (VERSION_1_SEEN_FROM_INSIDE, 2),
        ({**IN_A_CONTAINER, "sys/fs/cgroup/cpu.max": "max 100000\n"}, 8),
        ({**IN_A_CONTAINER, "sys/fs/cgroup/cpu.max": "9900000 100000\n"}, 8),
        ({**IN_A_CONTAINER, "sys/fs/cgroup/cpu.max": "0 0\n"}, 8),
        ({**IN_A_CONTAINER, "sys/fs/cgroup/cpu.max": "soon"}, 8),
        ({"proc/self/cgroup": "none of these\n"}, 8),
    ],
    ids=[
        "no limit",
        "v2",
        "half a processor",
        "v1",
        "v1 inside",
        "max",
        "more than there are",
        "0/0",
        "odd",
        "odd list",
    ],
)
def test_the_processors_are_those_of_the_container(system, files, count):
    system(files)
    assert threads.processor_count() == count


def test_processors_that_are_reserved_for_others_do_not_count(system, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {5})
    system(VERSION_1)
    assert threads.processor_count() == 1


VARIABLES = ("OMP_WAIT_POLICY", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
REPORT = """
import cv2, os, torch
print(os.environ.get("OMP_WAIT_POLICY"), cv2.getNumThreads(), torch.get_num_threads(), threads.thread_count())
"""


def in_a_fresh_process(code, **variables):
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES} | variables
    command = [sys.executable, "-c", "from restoration import threads\n" + code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_a_program_sets_the_threads_of_every_library_and_they_sleep():
    code = "threads.processor_count = lambda: 1\nthreads.use_own_share()" + REPORT
    assert in_a_fresh_process(code) == ["passive", "1", "1", "1"]
    users = {"OMP_NUM_THREADS": "2", "OMP_WAIT_POLICY": "active", "OPENCV_FOR_THREADS_NUM": "3"}
    assert in_a_fresh_process(code, **users) == ["active", "3", "2", "2"]


def test_a_worker_uses_one_thread_of_every_library():
    code = "from restoration.processes import start_worker\nstart_worker()" + REPORT
    assert in_a_fresh_process(code, OMP_NUM_THREADS="4", OMP_WAIT_POLICY="passive") == ["passive", "1", "1", "1"]


def test_importing_the_package_changes_nothing_for_the_program_around_it():
    code = "import os\nfrom restoration import DETECTORS, detect\nprint(*(name in os.environ for name in VARIABLES))"
    assert in_a_fresh_process(f"VARIABLES = {VARIABLES}\n{code}") == ["False"] * 3


@pytest.mark.parametrize("text", ["", "many", "0", "-2"])
def test_a_number_of_threads_that_is_none_counts_as_not_set(monkeypatch, text):
    monkeypatch.setenv("OMP_NUM_THREADS", text)
    monkeypatch.setattr(threads, "processor_count", lambda: 5)
    assert threads.thread_count() == 5
