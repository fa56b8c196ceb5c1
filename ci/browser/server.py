"""A copy of the course, opened in JupyterLab as start.py opens it."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab import SECONDS

ROOT = Path(__file__).resolve().parent.parent.parent
BROWSERS = ["google-chrome", "chromium", "chromium-browser"]
# No sandbox, because containers mostly forbid what it needs; and no traffic of Chromium's own.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync"
    " --disable-background-networking --disable-component-update"
).split()


def find_browser():
    """The path of a Chromium, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def copy_course(folder):
    """Copy what belongs to the git clone into `folder`."""
    command = "git -c safe.directory=* ls-files -z --cached --others --exclude-standard".split()
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def variables(folder):
    """The variables for JupyterLab and its kernels: the copy's own parts, no user's settings."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(folder.parent / name.lower()) for name in places}
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    prefix = str(folder / "ci/prefix/share/jupyter")
    return {**os.environ, **own, "PATH": path, "PYTHONPATH": str(folder), "JUPYTER_PATH": prefix}


@contextmanager
def serve(folder, environment):
    """The address that JupyterLab prints, started with the command of start.py."""
    spec = importlib.util.spec_from_file_location("course_start", folder / "start.py")
    start: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(start)
    commands = []
    start.PYTHON, start.install, start.become = sys.executable, lambda lock: None, commands.append
    start.open_course([
        "--no-browser", "--ip=127.0.0.1", "--port=0", "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",
        # If nobody is left to stop it, it stops by itself.
        "--MappingKernelManager.cull_idle_timeout=300",
        "--MappingKernelManager.cull_connected=True",
        "--ServerApp.shutdown_no_activity_timeout=300",
    ])  # fmt: skip

    # The copy's own settings for kernels, whichever are installed beside this Python.
    profile = Path(environment["IPYTHONDIR"], "profile_default")
    shutil.copytree(folder / "ci/prefix/etc/ipython", profile, dirs_exist_ok=True)
    log = folder.parent / "jupyterlab.log"
    with open(log, "wb") as file:
        streams = {"stdin": subprocess.DEVNULL, "stdout": file, "stderr": file}
        server = subprocess.Popen(commands[0], cwd=folder, env=environment, **streams)
    try:
        end, printed = time.monotonic() + SECONDS, None
        while not printed:
            said = log.read_text(encoding="utf-8")
            assert server.poll() is None and time.monotonic() < end, said
            printed = re.search(r"http://127\S+\n", said)
            time.sleep(0.1)
        yield printed[0].strip()
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
