"""Write both locks and environment.yml from pyproject.toml (needs uv; `--upgrade` goes to it).

requirements.txt         what the course needs, and hatchling, which installs the course itself
requirements-test.txt    the same versions, and what the tests need on top
environment.yml          the versions of requirements.txt, for conda and Binder

Then it asks the index whether every Python on every system gets a wheel of each package: start.py
builds none.
"""

import itertools
import os
import re
import runpy
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"  # the oldest that the course supports, and the one that Binder gets

# In uv's words. macos-latest of the workflow is Apple's own processor; learners have Intel's, too.
SYSTEMS = [
    "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu", "aarch64-apple-darwin",
    "x86_64-apple-darwin", "x86_64-pc-windows-msvc",
]  # fmt: skip
# Packages that the course gets through others, held where a newer one would shut somebody out.
HELD = ["argon2-cffi-bindings <26"]  # 26 has no wheel for Macs with Intel's processor
NO_TAB = "sys_platform != 'emscripten'"

ENVIRONMENT = """\
# Written by ci/lock.py: the versions of requirements.txt, for conda and Binder.
# postBuild installs the course itself, so that a new commit leaves this environment as it is.
name: dlscratch
channels:
  - conda-forge
dependencies:
  - python={python}
  - pip
  - pip:
{pins}
"""


def pythons():
    """The Pythons that start.py lets in, in order: ["3.11", ...]."""
    module = runpy.run_path(str(ROOT / "start.py"))
    (major, oldest), (_, newest) = module["OLDEST"], module["NEWEST"]
    return [f"{major}.{minor}" for minor in range(oldest, newest + 1)]


def project():
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def course_requirements():
    """What requirements.txt must hold: what the package needs, and a clone, and what builds it."""
    found, extra = project(), project()["project"]["optional-dependencies"]["clone"]
    return [*found["project"]["dependencies"], *extra, *found["build-system"]["requires"]]


def pins(lock):
    """The locked requirements of a lock file's text, as a list of `packaging` requirements."""
    return [Requirement(line) for line in re.findall(r"^([\w.-]+==[^\\\n]+)", lock, re.MULTILINE)]


def environment(lock):
    """environment.yml's text: every course requirement in the version that `lock` gives PYTHON."""
    wanted = {canonicalize_name(Requirement(line).name) for line in course_requirements()}
    python = {"python_version": PYTHON, "python_full_version": f"{PYTHON}.99"}
    lines = [
        f"      - {pin.name}{pin.specifier}"
        for pin in pins(lock)
        if pin.name in wanted and (pin.marker is None or pin.marker.evaluate(python))
    ]
    return ENVIRONMENT.format(python=PYTHON, pins="\n".join(lines))


def uv(arguments, text, *more, **options):
    """Run `uv pip compile` on the requirements in `text`, as far as nothing here leads it."""
    command = f"uv pip compile --no-config --quiet {arguments} -".split()
    # Wheels that lie on this machine alone would put their own hashes into the lock.
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    return subprocess.run([*command, *more], cwd=ROOT, env=clean, input=text, text=True, **options)


def write_lock(name, *arguments):
    """Run uv, which keeps the versions that the file holds already unless it is told to upgrade."""
    command = (
        f"--universal --python-version {PYTHON}"
        " --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links"
        f" --output-file {name} --extra clone pyproject.toml"
    )
    build = "\n".join(project()["build-system"]["requires"])
    with tempfile.TemporaryDirectory() as folder:
        held = Path(folder, "held.txt")
        held.write_text("\n".join(HELD), encoding="utf-8")
        more = ["--custom-compile-command", "python ci/lock.py", "--constraint", held, *arguments]
        uv(command, build, *more, check=True)
    lock = (ROOT / name).read_text(encoding="utf-8")
    (ROOT / name).write_text(not_for_a_tab(lock), encoding="utf-8", newline="\n")


def not_for_a_tab(lock):
    """The lock without the condition that this is no browser tab: there nobody installs from it."""
    for condition in (f"{NO_TAB} and ", f" and {NO_TAB}", f" ; {NO_TAB}"):
        lock = re.sub(rf"{re.escape(condition)}(?=[^\n]*\\\n)", "", lock)
    return lock


def missing_wheels(lock):
    """What uv says of each Python and system that lacks a wheel of one of the lock's packages."""
    versions = "\n".join(map(str, pins(lock)))
    for python, system in itertools.product(pythons(), SYSTEMS):
        ask = f"--no-deps --only-binary :all: --python-version {python} --python-platform {system}"
        asked = uv(ask, versions, capture_output=True)
        if asked.returncode:
            yield f"Python {python} on {system}: {asked.stderr.strip()}"


if __name__ == "__main__":
    upgrade = sys.argv[1:]
    write_lock("requirements.txt", *upgrade)
    write_lock(
        "requirements-test.txt", "--extra", "test", "--constraint", "requirements.txt", *upgrade
    )
    course = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (ROOT / "environment.yml").write_text(environment(course), encoding="utf-8", newline="\n")
    test = (ROOT / "requirements-test.txt").read_text(encoding="utf-8")  # holds the other one, too
    sys.exit("\n".join(missing_wheels(test)) or 0)
