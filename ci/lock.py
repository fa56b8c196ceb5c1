"""Write both locks and environment.yml from pyproject.toml (needs uv; `--upgrade` goes to it).

requirements.txt         what the course needs, and flit_core, which installs the course itself
requirements-test.txt    the same versions, and what the tests need on top
environment.yml          the versions of requirements.txt, for conda and Binder
"""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PYTHON = "3.11"  # the oldest that the course supports, and the one that Binder gets

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


def project():
    """The parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def course_requirements():
    """What requirements.txt must hold: the dependencies, and what builds the package."""
    return [*project()["project"]["dependencies"], *project()["build-system"]["requires"]]


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


def write_lock(name, *arguments):
    """Run uv, which keeps the versions that the file holds already unless it is told to upgrade."""
    command = (
        f"uv pip compile --no-config --quiet --universal --python-version {PYTHON}"
        " --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links"
        f" --output-file {name} pyproject.toml -"
    ).split() + ["--custom-compile-command", "python ci/lock.py", *arguments]
    # Wheels that lie on this machine alone would put their own hashes into the lock.
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("PIP_", "UV_"))}
    build = "\n".join(project()["build-system"]["requires"])
    subprocess.run(command, cwd=ROOT, env=clean, input=build, text=True, check=True)


if __name__ == "__main__":
    upgrade = sys.argv[1:]
    write_lock("requirements.txt", *upgrade)
    write_lock(
        "requirements-test.txt", "--extra", "test", "--constraint", "requirements.txt", *upgrade
    )
    course = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    (ROOT / "environment.yml").write_text(environment(course), encoding="utf-8", newline="\n")
