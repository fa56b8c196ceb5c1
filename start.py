"""Open the course:   python3 start.py         (further options go to JupyterLab, as --no-browser)
Run its tests:      python3 start.py test    (further options go to pytest)
Those of a lesson:  python3 start.py test 03 (rebuilds it first; its name will do, too)

Everything is installed into the folder .venv beside this file, from the hashed lock. If a start was
interrupted, start again: a half-made .venv is made anew, a finished one is left as it is.
"""

# Old Pythons must be able to read this file, to be told that they are old: ASCII, no f-strings.
from __future__ import print_function

import hashlib
import os
import platform
import shutil
import subprocess
import sys

# The Pythons for which the locks have all packages. Also in pyproject.toml, the workflow and the
# texts: a test compares them.
OLDEST, NEWEST = (3, 11), (3, 15)

FOLDER = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(FOLDER, ".venv")
OLD = os.path.join(FOLDER, ".venv-old")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
STAMP = os.path.join(VENV, "made-by-start.txt")  # what .venv was made from; empty until it is ready
LOG = os.path.join(VENV, "install.log")
LOCK = "requirements.txt"
TEST_LOCK = "requirements-test.txt"  # all that LOCK holds, and more
PREFIX = "ci/prefix"  # what the course brings for JupyterLab, installed into .venv with the package
FIRST_PAGE = "notebooks/00_start_here.ipynb"

# What an error says, and what to do. The network stands before "No matching distribution", which
# pip also says of a package that it could not look up.
CURES = [
    (["No space left", "not enough space"], "The disk is full: free about 1 GB"),
    (
        ["Permission denied", "Access is denied", "Read-only file system"],
        "A file in the course's folder cannot be written: close JupyterLab if it is open, and if"
        " the folder is not yours, move the course to one that is",
    ),
    (
        ["DO NOT MATCH THE HASHES"],
        "A package arrived that is not the one the course was tested with, so it was not installed:"
        " mostly a download was cut short, so empty pip's cache with  python3 -m pip cache purge ",
    ),
    (
        ["Max retries exceeded", "Connection broken", "Connection aborted", "ConnectTimeout",
         "NewConnectionError", "NameResolutionError", "ProxyError", "ReadTimeout", "SSLError"],
        "The packages could not be fetched: check the network (and the proxy, if you need one)",
    ),
    (
        ["No matching distribution"],
        "A package is not made for this Python (%s on %s): use a 64-bit Python 3.11, 3.12 or 3.13"
        % (platform.python_version(), platform.machine()),
    ),
]  # fmt: skip


def stop(sentence):
    sys.exit("\n" + sentence)


def cure(error):
    """What to do about an error, given its text; None where nobody foresaw it."""
    for signs, sentence in CURES:
        if any(sign in error for sign in signs):
            return sentence + ", then start again."
    return None


def check_python():
    if sys.version_info < (3, 11):
        stop(
            "The course needs Python 3.11 or newer, and this is Python %s. If you have a newer one,"
            " call it by its name, as in  python3.13 start.py ; else install one from python.org."
            % platform.python_version()
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "This Python has no venv module. On Debian and Ubuntu, bring it with"
            "  sudo apt install python%d.%d-venv ; elsewhere install Python from python.org."
            " Then start again." % sys.version_info[:2]
        )


def check_files(*names):
    for name in names:
        if not os.path.exists(os.path.join(FOLDER, name)):
            stop(
                "%s is missing from %s: fetch the course again, whole, or in a git clone bring the"
                " file back with  git checkout -- %s ." % (name, FOLDER, name)
            )


def recipe(*locks):
    """What .venv is made from, as the set of the lines of its stamp."""
    lines = {"python %d.%d" % sys.version_info[:2], "folder " + FOLDER}
    names = ["pyproject.toml"] + list(locks)
    for folder, _, files in os.walk(os.path.join(FOLDER, PREFIX)):
        names += [os.path.relpath(os.path.join(folder, name), FOLDER) for name in files]
    for name in names:
        with open(os.path.join(FOLDER, name), "rb") as file:
            lines.add(name + " " + hashlib.sha256(file.read()).hexdigest())
    return lines


def read_stamp():
    if not os.path.exists(STAMP):
        return set()
    with open(STAMP, encoding="utf-8", errors="surrogateescape") as file:
        return set(file.read().splitlines())


def write_stamp(lines):
    with open(STAMP, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(sorted(lines)))


def keep_others_out():
    """One installation at a time; also none beside a pip that outlived its start."""
    handle = open(__file__, "rb")
    os.set_inheritable(handle.fileno(), True)  # pip holds the lock, too, until it ends
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stop("Another start is installing the course: wait until it is done, then start again.")
    except (ImportError, OSError):
        pass  # Windows, and file systems that know no locks
    return handle


def run(command):
    """One step of the installation: its output goes into the log, with a dot now and then."""
    # PIP_USER=0: a learner's own setting must not lead the packages out of .venv.
    env = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    said = []
    with open(LOG, "ab", buffering=0) as log, subprocess.Popen(command, env=env, **pipes) as step:
        for line in step.stdout:
            log.write(line)
            said.append(line.decode("utf-8", "replace"))
            if len(said) % 8 == 0:
                print(".", end="", flush=True)
    if step.returncode != 0:
        sentence = cure("".join(said)) or "The installation failed:\n" + "".join(said[-8:])
        stop(sentence + "\n(The whole log: " + LOG + ")")


def install(lock):
    """Make .venv hold what `lock` says, in whatever state an earlier start left it."""
    wanted, found = recipe(LOCK, lock), read_stamp()
    if wanted <= found and os.path.exists(PYTHON):
        return
    handle = keep_others_out()
    usable = "python %d.%d" % sys.version_info[:2] in found and os.path.exists(PYTHON)
    if not usable and os.path.lexists(VENV):
        if os.listdir(VENV) and not os.path.exists(STAMP):
            stop(VENV + " was not made by start.py: rename or delete it, then start again.")
        shutil.rmtree(OLD, ignore_errors=True)
        os.rename(VENV, OLD)  # first, so that no half of it is left if this is interrupted
        shutil.rmtree(OLD, ignore_errors=True)
    print("Installing the course (once, about a minute) ", end="", flush=True)
    os.makedirs(VENV, exist_ok=True)
    write_stamp([])
    # A .venv that is kept goes through the same steps: they mend what a move or an update broke.
    run([getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", VENV])
    pip = [PYTHON, "-I", "-m", "pip", "install"]
    run(pip + ["--require-hashes", "--only-binary", ":all:", "-r", lock])
    run(pip + ["--no-deps", "--no-build-isolation", "--editable", FOLDER])
    write_stamp(wanted)
    handle.close()
    print(" done.", flush=True)


def become(command):
    """Turn this process into `command`; `python` in its terminals and cells is that of .venv."""
    os.environ["PATH"] = os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", "")
    os.environ["VIRTUAL_ENV"] = VENV
    if os.name != "nt":
        os.execv(command[0], command)
    process = subprocess.Popen(command)  # Windows cannot turn one process into another
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            pass  # Ctrl-C is for JupyterLab, which asks before it stops


def open_course(options):
    check_files(FIRST_PAGE, LOCK, PREFIX, "pyproject.toml")
    install(LOCK)
    command = [PYTHON, "-m", "jupyterlab", "--log-level=WARN", "--LabApp.log_level=WARN"]
    command += ["--ServerApp.root_dir=" + FOLDER, "--LabApp.default_url=/lab/tree/" + FIRST_PAGE]
    if os.name != "nt" and os.geteuid() == 0:
        command += ["--allow-root"]
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        command += ["--no-browser"]  # or a text browser would take over the terminal
    print("Opening the course. To stop it, press Ctrl-C here, then y.", flush=True)
    become(command + options)


def names_a_lesson(options):
    """Whether the first option is a word such as 03 or stacks: no flag, and no path for pytest."""
    word = options[0] if options else ""
    return word.replace("_", "").isalnum() and not os.path.exists(word)


def run_tests(options):
    check_files(LOCK, TEST_LOCK, PREFIX, "pyproject.toml")
    install(TEST_LOCK)
    # A worker a core, and so one thread each: more threads than cores only get in each other's way.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    workers = str(os.cpu_count() or 1)
    command = [PYTHON, "-m", "pytest", "-n", workers, "--dist", "loadfile"]
    if names_a_lesson(options):
        command = [PYTHON, os.path.join("ci", "lesson.py")]
    become(command + options)


def main(arguments):
    check_python()
    os.chdir(FOLDER)
    try:
        if arguments[:1] == ["test"]:
            run_tests(arguments[1:])
        elif arguments and (arguments[0] in ("-h", "--help") or not arguments[0].startswith("-")):
            stop(__doc__)
        else:
            open_course(arguments)
    except KeyboardInterrupt:
        stop("Stopped: the next start takes it up again.")
    except OSError as error:
        stop(cure(str(error)) or "The course could not be opened: %s." % error)


if __name__ == "__main__":
    main(sys.argv[1:])
