"""Does the course hold up on a small machine? Every notebook under one CPU at 50 % and 1 GB.

    python ci/small.py                 all of notebooks/ and solutions/ (about three minutes)
    python ci/small.py 03 08           these lessons
    python ci/small.py --no-limits     the same table without limits
    python ci/small.py --threads 16    with 16 BLAS threads, as on a server with 16 cores
    python ci/small.py --json          the same as one JSON object

Each notebook runs in a kernel of its own, and that kernel alone is limited and measured:

    wall       seconds from the start of the kernel to the end of the last cell
    CPU        seconds that all its threads have computed, with its start
    wall / CPU about 2 where the limit alone makes it wait; more where it sleeps, or where other
               programs take the CPU. Threads that get in each other's way show in the CPU time,
               not here: compare `--threads 16` with `--threads 1`
    peak MB    the most memory that it ever held (VmHWM)
    passed     exercises that passed; a check that ran out of time would be missing

The limits are those of cgroups (version 1 or 2) where they can be made, as root mostly can.
Elsewhere the script stands in for them: it stops the kernel (SIGSTOP) whenever it has computed for
50 of 100 ms, lets it go on (SIGCONT) with the next 100, and kills it when it holds more than the
limit. The table says which. Either way the kernel keeps to one CPU. Lesson 09 runs on the small
data, and no notebook fetches anything. Needs Linux. An idle machine gives true wall times; CPU
times are good on a busy one.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import nbformat
import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from dlscratch.checks.engine.show import MIME
from dlscratch.course import lessons

ROOT = Path(__file__).resolve().parent.parent
PERIOD, SHARE, MEMORY_MB = 0.1, 0.5, 1024
TIMEOUT = 1800  # seconds a cell, so that a notebook that hangs ends

# OpenBLAS starts no more threads than it sees CPUs, but can be told to.
MORE_THREADS = """\
import numpy, threadpoolctl
threadpoolctl.threadpool_limits({0}, "blas")
blas = [one for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
assert {{one["num_threads"] for one in blas}} <= {{{0}}}, blas"""


def notebooks(chosen):
    """The notebooks of some lessons that can be run as they are, relative to ROOT."""
    paths = [one.notebook for one in chosen] + [one.solutions for one in chosen]
    return [Path(path) for path in paths if (ROOT / path).exists()]


def cpu_seconds(pid):
    """What all threads of a process have computed, to the microsecond.

    The number of its clock is what the C function clock_getcpuclockid gives on Linux.
    """
    return time.clock_gettime((~pid << 3) | 2)


def peak_mb(pid):
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


# The limits: each is a context manager around a running process


@contextlib.contextmanager
def no_limits(pid):
    yield


class CGroup(NamedTuple):
    """A folder of the system's for some processes, and what is written into its files."""

    folder: Path
    settings: dict[str, int | str]


def make_cgroups() -> list[CGroup]:
    """New cgroups that limit CPU and memory; none where they cannot be made."""
    period, memory = int(PERIOD * 1e6), MEMORY_MB * 2**20
    quota = int(SHARE * period)
    second = {"cpu.max": f"{quota} {period}", "memory.max": memory, "memory.swap.max": 0}
    first = {
        "cpu": {"cpu.cfs_period_us": period, "cpu.cfs_quota_us": quota},
        "memory": {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory},
    }
    mounts = [line.split()[1:4] for line in Path("/proc/self/mounts").read_text().splitlines()]
    # /proc/self/cgroup has a line for each hierarchy: its number, controllers, and our place in it.
    lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    for top in [Path(folder) for folder, kind, _ in mounts if kind == "cgroup2"]:
        for own in [top / place.lstrip("/") for _, names, place in lines if not names]:
            for parent in [own, *own.parents[: len(own.parts) - len(top.parts)]]:
                try:  # a group's children have the controllers that it names here
                    named = (parent / "cgroup.subtree_control").read_text().split()
                    if {"cpu", "memory"} <= set(named):
                        return [_new(parent, second)]
                except OSError:
                    pass  # not ours to write
    made: list[CGroup] = []
    try:
        for name, settings in first.items():
            tops = [Path(folder) for folder, kind, options in mounts
                    if kind == "cgroup" and name in options.split(",")]  # fmt: skip
            places = [place for _, names, place in lines if name in names.split(",")]
            if not tops or not places:
                raise OSError(f"there is no controller for {name}")
            made.append(_new(tops[0] / places[0].lstrip("/"), settings))
    except OSError:
        remove(made)
        return []
    return made


def _new(parent, settings):
    group = CGroup(parent / f"dlscratch-small-{os.getpid()}", settings)
    group.folder.mkdir()
    return group


def remove(groups):
    for group in groups:
        group.folder.rmdir()


def in_cgroups(groups):
    @contextlib.contextmanager
    def limits(pid):
        os.sched_setaffinity(pid, {max(os.sched_getaffinity(0))})
        for folder, settings in groups:
            for name, value in settings.items():
                # Where there is no swap, there is no file for it.
                if "sw" not in name or (folder / name).exists():
                    (folder / name).write_text(str(value))
            (folder / "cgroup.procs").write_text(str(pid))
        yield

    return limits


@contextlib.contextmanager
def by_signals(pid):
    os.sched_setaffinity(pid, {max(os.sched_getaffinity(0))})
    done = threading.Event()
    watch = threading.Thread(target=keep_within_limits, args=(pid, done))
    watch.start()
    try:
        yield
    finally:
        done.set()
        watch.join()


def keep_within_limits(pid, done):
    """Do what the kernel of the system does for a cgroup, until `done`."""
    process = psutil.Process(pid)
    quota, paid, stopped = SHARE * PERIOD, cpu_seconds(pid), False
    end = time.monotonic() + PERIOD
    try:
        while not done.wait(PERIOD / 50):
            used = cpu_seconds(pid)
            if time.monotonic() >= end:
                # What was not used is lost; what was used too much, because we came too late, is
                # still to be paid.
                paid = min(paid + quota, used)
                end = max(end + PERIOD, time.monotonic())
                if process.memory_info().rss > MEMORY_MB * 2**20:
                    os.kill(pid, signal.SIGKILL)
            if stopped != (used - paid >= quota):
                stopped = not stopped
                os.kill(pid, signal.SIGSTOP if stopped else signal.SIGCONT)
        os.kill(pid, signal.SIGCONT)
    except (OSError, psutil.Error):
        pass  # it has ended


# A notebook


async def measure(path, limits, threads, data):
    """Run a notebook, and return its row of the table. `data` is a folder without digits."""
    notebook = nbformat.read(ROOT / path, as_version=4)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "DLSCRATCH_DATA": data}
    if threads:
        env.update(OPENBLAS_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads))
        first = nbformat.v4.new_code_cell(MORE_THREADS.format(threads))
        notebook.cells.insert(0, first)
    where = {"metadata": {"path": str(ROOT / path.parent)}}
    client = NotebookClient(notebook, timeout=TIMEOUT, kernel_name="python3", resources=where)
    client.extra_arguments = ["--log-level=ERROR"]
    client.create_kernel_manager()
    start, problem = time.monotonic(), ""
    await client.async_start_new_kernel(env=env)
    pid = client.km.provisioner.pid
    with limits(pid):
        async with client.async_setup_kernel():
            try:
                for number, cell in enumerate(notebook.cells):
                    await client.async_execute_cell(cell, number)
            except DeadKernelError:
                problem = "the kernel died: of too much memory, if no other reason is known"
            except (CellExecutionError, CellTimeoutError) as error:
                problem = f"cell {number}: {str(error).strip()}"
            wall = time.monotonic() - start
            alive = await client.km.is_alive()
            cpu, peak = (cpu_seconds(pid), peak_mb(pid)) if alive else (float("nan"),) * 2
    found = [kind for cell in notebook.cells for kind in verdicts(cell)]
    if path.parts[0] == "solutions" and set(found) != {"passed"} and not problem:
        problem = f"verdicts: {', '.join(found)}"
    return {
        "notebook": path.as_posix(),
        "wall": round(wall, 2),
        "cpu": round(cpu, 2),
        "wall_per_cpu": round(wall / cpu, 2),
        "peak_mb": round(peak, 1),
        "passed": found.count("passed"),
        "problem": problem,
    }


def verdicts(cell):
    for output in cell.get("outputs", []):
        if MIME in output.get("data", {}):
            yield output["data"][MIME]["kind"]


def table(result):
    lines = [f"Limits: {result['limits']}. BLAS threads: {result['threads']}.", ""]
    lines.append(f"{'notebook':42} {'wall':>7} {'CPU':>7} {'wall/CPU':>9} {'peak MB':>8} passed")
    for row in result["rows"]:
        lines.append(
            f"{row['notebook']:42} {row['wall']:7.1f} {row['cpu']:7.1f} {row['wall_per_cpu']:9.2f}"
            f" {row['peak_mb']:8.0f} {row['passed'] or '':>6}"
        )
    if len(result["rows"]) > 1:
        wall, cpu = (sum(row[name] for row in result["rows"]) for name in ("wall", "cpu"))
        peak = max(row["peak_mb"] for row in result["rows"])
        lines.append(f"{'all':42} {wall:7.1f} {cpu:7.1f} {wall / cpu:9.2f} {peak:8.0f}")
    lines += [f"{row['notebook']}: {row['problem']}" for row in result["rows"] if row["problem"]]
    return "\n".join(lines)


def main(arguments=None):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="only these lessons")
    parser.add_argument("--no-limits", action="store_true", help="measure without limits")
    parser.add_argument("--threads", type=int, help="BLAS threads (default: as BLAS chooses)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    if not sys.platform.startswith("linux"):
        sys.exit("ci/small.py needs Linux, whose clocks and signals it uses.")
    chosen = [lessons.find(word) for word in options.lessons] or lessons.LESSONS
    groups, said = [], f"one CPU at {SHARE:.0%}, {MEMORY_MB} MB, "
    if options.no_limits:
        limits, said = no_limits, "none"
    elif groups := make_cgroups():
        limits, said = in_cgroups(groups), said + "by cgroups"
    else:
        limits = by_signals
        said += "by affinity, SIGSTOP and SIGCONT, and a watch on the memory (no cgroup here)"
    rows = []
    try:
        with tempfile.TemporaryDirectory() as data:
            for path in notebooks(chosen):
                print(path.as_posix(), file=sys.stderr)
                rows.append(asyncio.run(measure(path, limits, options.threads, data)))
    finally:
        remove(groups)
    result = {"limits": said, "threads": options.threads or "as BLAS chooses", "rows": rows}
    print(json.dumps(result) if options.json else table(result))
    return 1 if any(row["problem"] for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
