"""Another Python, for start.py where its own does not fit: one that is here, or that uv fetches.

Old Pythons must be able to read this file, too: ASCII, no f-strings, no annotations.
"""

import glob
import io
import locale
import os
import re
import subprocess
import sys
import threading

WINDOWS = os.name == "nt"
PATIENCE = 20  # seconds that a program gets to answer, such as a Python to say its version
FETCHING = 900  # seconds that uv gets for a download of 30 MB

# Where Pythons lie that are not on the path, each with its version in the place of %(v)s or %(n)s.
PLACES = [
    "/opt/homebrew/bin/python%(v)s",
    "/opt/homebrew/opt/python@%(v)s/bin/python%(v)s",
    "/usr/local/bin/python%(v)s",
    "/usr/local/opt/python@%(v)s/bin/python%(v)s",
    "/Library/Frameworks/Python.framework/Versions/%(v)s/bin/python%(v)s",
    "/opt/local/bin/python%(v)s",
    "/usr/bin/python%(v)s",
    "~/.local/bin/python%(v)s",
    "$PYENV_ROOT/versions/%(v)s.*/bin/python",
    "~/.pyenv/versions/%(v)s.*/bin/python",
]
if WINDOWS:
    PLACES = [
        r"$LOCALAPPDATA\Programs\Python\Python%(n)s\python.exe",
        r"$LOCALAPPDATA\Python\pythoncore-%(v)s-64\python.exe",
        r"$ProgramFiles\Python%(n)s\python.exe",
        r"~\.pyenv\pyenv-win\versions\%(v)s.*\python.exe",
    ]

# What a Python answers to this begins with "fits" if start.py can do all with it.
PROBE = """
import ensurepip, platform, sys, sysconfig, venv
fits = %r <= sys.version_info[:2] <= %r and sys.maxsize > 2**32
fits = fits and sys.implementation.name == "cpython"
fits = fits and not sysconfig.get_config_var("Py_GIL_DISABLED")
print("fits" if fits else "unfit", platform.python_version())
"""


class Search(object):
    """The search for a Python from `oldest` to `newest`, pairs such as (3, 11).

    `venv` is the folder of the environment that another Python may have made.
    """

    def __init__(self, oldest, newest, venv):
        self.probe = PROBE % (oldest, newest)
        minors = range(newest[1], oldest[1] - 1, -1)
        self.versions = ["%d.%d" % (newest[0], minor) for minor in minors]
        self.range = ">=%d.%d,<%d.%d" % (oldest[0], oldest[1], newest[0], newest[1] + 1)
        self.recommended = self.versions[1]  # not the newest, which not every place has yet
        self.venv = venv
        self.trouble = ""  # why uv fetched none

    def find(self):
        """(its path, its version) of the first one that fits; None where there is none."""
        seen = set()
        for path in self._candidates():
            if path not in seen and os.path.lexists(path):  # a link of the Store does not "exist"
                seen.add(path)
                version = self._fits(path)
                if version:
                    return path, version
        return None

    def _candidates(self):
        yield made_by(self.venv)  # another version would make .venv anew
        for version in self.versions:
            for folder in path_folders():
                yield os.path.join(folder, "python" + version + ".exe" * WINDOWS)
            numbers = {"v": version, "n": version.replace(".", "")}
            for place in PLACES:
                place = os.path.expandvars(os.path.expanduser(place % numbers))
                for path in sorted(glob.glob(place)):
                    yield path
        if WINDOWS and which("py"):
            for path in re.findall(r"[A-Za-z]:\\.*?\.exe", answer([which("py"), "-0p"])[1]):
                yield path
        for folder in path_folders():
            if sys.platform == "darwin" and folder == "/usr/bin":
                continue  # Apple's is old, and asks in a window whether it shall be installed
            for name in ("python3", "python"):
                yield os.path.join(folder, name + ".exe" * WINDOWS)

    def _fits(self, path):
        """The version of the Python at `path` if it fits, else None."""
        code, said = answer([path, "-I", "-c", self.probe])
        found = re.search(r"^fits (\S+)", said, re.MULTILINE)
        return found.group(1) if code == 0 and found else None

    def fetch(self):
        """One that uv has, or fetches now: as `find`, and `trouble` says why there is none."""
        uv = which("uv") or os.path.expanduser(os.path.join("~", ".local", "bin", "uv"))
        if not os.path.isfile(uv):
            return None
        found = self._uvs(uv, self.range)
        if found:
            return found
        print("No Python that fits is here: uv fetches Python %s ..." % self.recommended)
        sys.stdout.flush()
        code, said = answer([uv, "python", "install", self.recommended], FETCHING)
        found = self._uvs(uv, self.recommended)
        if not found:
            network = r"(?i)error sending|connect|timed out|dns|network|certificate|offline"
            lines = [line.strip() for line in said.splitlines() if line.strip()]
            if code is None or re.search(network, said):
                self.trouble = "check the network (and the proxy, if you need one)"
            else:
                self.trouble = "it says: " + (lines or ["nothing"])[-1]
        return found

    def _uvs(self, uv, request):
        """The Python that uv has for a request, as `find`."""
        code, said = answer([uv, "python", "find", "--no-project", "--system", request])
        for path in said.splitlines() if code == 0 else []:  # beside which it may warn
            version = self._fits(path) if os.path.isfile(path) else None
            if version:
                return path, version
        return None

    def remedy(self):
        """What to do where none is found, by this system: the end of a sentence."""
        if WINDOWS and which("pymanager"):
            command = "py install " + self.recommended
        elif WINDOWS and which("winget"):
            command = "winget install --exact --id Python.Python." + self.recommended
        elif sys.platform == "darwin" and which("brew"):
            command = "brew install python@" + self.recommended
        elif WINDOWS or sys.platform == "darwin":
            return "install Python %s (64-bit) from python.org" % self.recommended
        else:
            command = self._linux()
        return "install one with  %s " % command

    def _linux(self):
        names = ["python%s-venv" % version for version in self.versions]  # brings its Python, too
        if which("apt-cache"):
            offered = answer([which("apt-cache"), "madison"] + names)[1].split()
            for name in names:
                if name in offered:
                    return "sudo apt install " + name
        if which("dnf"):
            return "sudo dnf install python3.12"  # Fedora has it, and so has Red Hat from 8 on
        if which("zypper"):
            return "sudo zypper install python312"
        if which("pyenv"):
            return "pyenv install " + self.recommended
        return "curl -LsSf https://astral.sh/uv/install.sh | sh"  # with uv, start.py fetches it


def made_by(venv):
    """The path of the Python that made an environment, as that notes it; "" if it is not known."""
    try:
        with io.open(os.path.join(venv, "pyvenv.cfg"), encoding="utf-8", errors="replace") as file:
            found = re.search(r"^executable *= *(.+?)\s*$", file.read(), re.MULTILINE)
    except (IOError, OSError):
        return ""
    return found.group(1) if found else ""


def path_folders():
    return [folder for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]


def which(name):
    """The path of a program; None where there is none. (Python 2 has no shutil.which.)"""
    for folder in path_folders():
        path = os.path.join(folder, name + ".exe" * WINDOWS)
        if os.path.lexists(path) and (WINDOWS or os.access(path, os.X_OK)):
            return path
    return None


def environment():
    """This process's environment, without what leads another Python astray."""
    env = dict(os.environ)
    env.pop("PYTHONHOME", None)
    env.pop("__PYVENV_LAUNCHER__", None)  # Apple's Python: "the next one is called as I was"
    # uv puts nothing beside its own folder: no command on the path, no entry for Windows.
    env.update(UV_PYTHON_INSTALL_BIN="0", UV_PYTHON_INSTALL_REGISTRY="0")
    return env


def answer(command, patience=PATIENCE):
    """(exit code, what it prints) of a program; (None, "") where it does not start or end."""
    ended = []
    try:
        with open(os.devnull) as nothing:
            process = subprocess.Popen(
                command,
                stdin=nothing,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment(),
            )
    except (OSError, ValueError):
        return None, ""

    def end():
        ended.append(True)
        process.kill()

    timer = threading.Timer(patience, end)
    timer.start()
    try:
        said = process.communicate()[0]
    finally:
        timer.cancel()
    if ended:
        return None, ""
    return process.returncode, said.decode(locale.getpreferredencoding(False) or "ascii", "replace")
