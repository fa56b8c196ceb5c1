"""What a visitor of Binder finds: JupyterLab with the course's parts, and kernels of one thread.

test_packaging.py looks at the image's steps and at what postBuild installs. Here what postBuild
installed is used: Jupyter and a kernel run in that prefix.
"""

import os
import subprocess
import sys
import venv

import pytest
from test_packaging import copy, posix  # noqa: F401

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
KERNEL = """
import os
from jupyter_client.manager import run_kernel

with run_kernel(kernel_name="python3", extra_arguments=["--log-level=ERROR"]) as client:
    def show(message):
        if message["msg_type"] == "stream":
            print(message["content"]["text"], end="")

    client.execute_interactive(os.environ["CODE"], timeout=60, output_hook=show)
"""
SHOW = f"""
import sys
early = "numpy" in sys.modules  # a library that is there already has read the variables
import os, numpy, threadpoolctl, dlscratch
blas = [one for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]
print(early, {{one["num_threads"] for one in blas}}, [os.environ[name] for name in {VARIABLES}])
print(dlscratch.__file__)
"""


@pytest.fixture(scope="module")
def binder(copy, tmp_path_factory):  # noqa: F811
    """(run, prefix): `run(...)` runs its Python; postBuild filled it, and it borrows the rest."""
    prefix = tmp_path_factory.mktemp("prefix")
    venv.create(prefix, with_pip=False, symlinks=True)
    env = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    env |= {
        "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if "site-packages" in path),
    }
    env |= {name: str(prefix / "nobody") for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR")}
    subprocess.run(["./postBuild"], cwd=copy, env=env, check=True, capture_output=True)
    # The kernels of the prefix are to be its own Python's, not those of the one borrowed from.
    subprocess.run(
        [prefix / "bin/python", "-m", "ipykernel", "install", "--sys-prefix"],
        env=env,
        check=True,
        capture_output=True,
    )

    def run(*arguments, **more):
        command = [prefix / "bin/python", *arguments]
        # Not in the clone, where any Python would find the package.
        done = subprocess.run(
            command, cwd=prefix, env=env | more, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run, prefix


@posix
def test_jupyterlab_lists_the_extension(binder):
    run, prefix = binder
    said = run("-m", "jupyterlab.labextensions", "list")
    assert str(prefix / "share/jupyter/labextensions") in said
    (line,) = [line for line in said.splitlines() if line.strip().startswith("dlscratch ")]
    assert "enabled" in line and "OK" in line and "X" not in line


@posix
def test_a_kernel_has_one_thread_and_the_course(binder, copy):  # noqa: F811
    run, _ = binder
    threads, package = run("-c", KERNEL, CODE=SHOW).splitlines()[-2:]
    assert threads == "False {1} ['1', '1']"
    assert package == str(copy / "dlscratch" / "__init__.py")


@posix
def test_what_the_learner_has_set_stands(binder):
    run, _ = binder
    said = run("-c", KERNEL, CODE=SHOW, OMP_NUM_THREADS="3")
    assert "['1', '3']" in said
