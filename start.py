"""Open the course:   python3 start.py         (further options go to JupyterLab, as --no-browser)
Run its tests:      python3 start.py test    (further options go to pytest)
Those of a lesson:  python3 start.py test 03 (rebuilds it first; its name will do, too)

Everything is installed into the folder .venv beside this file, from the hashed lock. If a start was
interrupted, start again: a half-made .venv is made anew, a finished one is left as it is.
"""

# Old Pythons must be able to read this file, to be told that they are old: ASCII, no f-strings.
from __future__ import print_function

import sys

try:
    import ast
    import glob
    import hashlib
    import os
    import platform
    import re
    import shutil
    import subprocess
except KeyboardInterrupt:  # Ctrl-C at once
    sys.exit("Stopped.")

# The Pythons for which the locks have all packages. Also in pyproject.toml, the workflow and the
# texts: a test compares them.
OLDEST, NEWEST = (3, 11), (3, 15)

FOLDER = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(FOLDER, ".venv")
OLD = os.path.join(FOLDER, ".venv-old")
PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
STAMP = os.path.join(VENV, "made-by-start.txt")  # what .venv was made from; empty until it is ready
LOG = os.path.join(VENV, "install.log")
PIP_LOG = os.path.join(VENV, "pip.log")  # what pip says only to its log: why an index gave nothing
LOCK = "requirements.txt"
TEST_LOCK = "requirements-test.txt"  # all that LOCK holds, and more
PREFIX = "ci/prefix"  # what the course brings for JupyterLab, installed into .venv with the package
FIRST_PAGE = "notebooks/00_start_here.ipynb"

WINDOWS = os.name == "nt"
PYTHONS = "Python %d.%d to %d.%d" % (OLDEST + NEWEST)
CALL = "py" if WINDOWS else "python3"  # what a learner types to call Python
PIP = CALL + " -m pip"
# Set by a start that went on with another Python: where that does not fit either, none is sought.
MOVED_ON = "DLSCRATCH_MOVED_ON"

# The learner's own settings of pip that say where packages are fetched. No other is heeded: they
# may lead the packages out of .venv, or install none.
FETCHING = """
    index-url extra-index-url no-index find-links trusted-host proxy cert client-cert
    timeout default-timeout retries cache-dir no-cache-dir keyring-provider
    use-feature use-deprecated
""".split()

# What an error says, and what to do. The network stands before "No matching distribution", which
# pip also says of a package that it could not look up.
CURES = [
    (["No space left", "not enough space"], "The disk is full: free about 1 GB"),
    (["quota exceeded"], "Your share of the disk is used up: free about 1 GB"),
    (
        ["File name too long", "filename or extension is too long", "Long Path support"],
        "The path of the course's folder is too long for this computer: move the course nearer to"
        " the top, as to  %s " % (r"C:\dlscratch" if WINDOWS else "~/dlscratch"),
    ),
    (
        ["being used by another process"],
        "Another program holds a file of the course: close JupyterLab and all that uses .venv, wait"
        " a minute for the virus scanner",
    ),
    (
        ["Permission denied", "Access is denied", "Read-only file system"],
        "A file in the course's folder cannot be written: close JupyterLab if it is open; if .venv"
        " was made by another user, as by sudo, delete .venv; if the whole folder is not yours,"
        " move the course to one that is",
    ),
    (
        ["DO NOT MATCH THE HASHES"],
        "A package arrived that is not the one the course was tested with, so it was not installed:"
        " mostly a download was cut short, so empty pip's cache with  %s cache purge " % PIP,
    ),
    (
        ["certificate verify failed", "CERTIFICATE_VERIFY_FAILED"],
        "The network's certificate is not trusted: check this computer's clock; where a company or"
        " a school looks into its network, ask for its certificate and let PIP_CERT name the file",
    ),
    (
        ["Max retries exceeded", "Connection broken", "Connection aborted", "ConnectTimeout",
         "NewConnectionError", "NameResolutionError", "ProxyError", "ReadTimeout", "SSLError"],
        "The packages could not be fetched: check the network (and the proxy, if you need one)",
    ),
    (
        ["Could not fetch URL"],
        "The packages could not be fetched, since the package index refused (the log names its"
        " address and its reason): if pip is set to an index of your own, check that with"
        "  %s config list ; else a filter in your network stands in between" % PIP,
    ),
    (
        ["none of the wheel's tags"],
        "A package is not made for this computer (Python %s on %s): use a 64-bit %s from python.org"
        % (platform.python_version(), platform.machine(), PYTHONS),
    ),
    (
        ["No matching distribution"],
        "The package index answered, but gave none of the files that were asked for: if pip is set"
        " to an index of your own, check that with  %s config list ; if your network wants a login"
        " in the browser first, log in" % PIP,
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
    moved_on = os.environ.pop(MOVED_ON, None)
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        move_on("this is Python " + platform.python_version(), moved_on)
    if sys.maxsize < 2**32:
        move_on("this Python (%s) has 32 bits, not 64" % platform.python_version(), moved_on)
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        stop(
            "This Python has no venv module. On Debian and Ubuntu, bring it with"
            "  sudo apt install python%d.%d-venv ; elsewhere install Python from python.org."
            " Then start again." % sys.version_info[:2]
        )


def move_on(why, moved_on):
    """Go on with a Python that fits, whatever it takes to find one; else say how to get one."""
    why = "The course needs %s, and %s" % (PYTHONS, why)
    sys.dont_write_bytecode = True  # nothing is left in the folder by a Python that has no use
    sys.path.insert(0, os.path.join(FOLDER, "ci"))
    try:
        from another_python import Search
    except ImportError:
        stop(why + ". Its ci/another_python.py is missing, too: fetch the course again, whole.")
    search = Search(OLDEST, NEWEST, VENV)
    found = None if moved_on else search.find() or search.fetch()
    if found is None and search.trouble:
        stop("%s. uv could not fetch another: %s, then start again." % (why, search.trouble))
    if found is None:
        stop(
            "%s, and no other that fits was found on this computer: %s, then start again. Nothing"
            " was changed." % (why, search.remedy())
        )
    print("%s: going on with Python %s, %s" % (why, found[1], found[0]))
    sys.stdout.flush()
    os.environ[MOVED_ON] = "1"
    os.environ.pop("__PYVENV_LAUNCHER__", None)  # with it, Apple's Python would lead that astray
    turn_into([found[0], "-E", os.path.abspath(__file__)] + sys.argv[1:])


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


def contents():
    """What lies in .venv's site-packages, as lines of the stamp; versions may change."""
    names = []
    for pattern in (["lib", "python*"], ["Lib"]):
        for folder in glob.glob(os.path.join(glob.escape(VENV), *(pattern + ["site-packages"]))):
            names += os.listdir(folder)
    return {"holds " + name for name in names if not name.endswith((".dist-info", "__pycache__"))}


def not_installed(lock):
    """The packages of a lock that every computer gets, and that .venv does not hold."""
    with open(os.path.join(FOLDER, lock), encoding="utf-8") as file:
        wanted = re.findall(r"^([\w.-]+)==[^;\s]+ *\\$", file.read(), re.MULTILINE)
    pattern = os.path.join(glob.escape(VENV), "[lL]ib", "**", "site-packages", "*.dist-info")
    found = {os.path.basename(name) for name in glob.glob(pattern, recursive=True)}
    found = {re.sub("[-_.]+", "-", name.partition("-")[0]).lower() for name in found}
    return [name for name in wanted if re.sub("[-_.]+", "-", name).lower() not in found]


def read_stamp():
    if not os.path.isfile(STAMP):
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


def fetching():
    """The learner's settings of pip that are heeded, from the environment and pip's files."""
    command = [PYTHON, "-I", "-m", "pip", "config", "list"]
    env = dict(os.environ)
    env.pop("PIP_PYTHON", None)
    said = subprocess.run(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    found = {}
    for sign in ("global.", "install.", ":env:."):  # each beats those before it
        for line in said.stdout.decode("utf-8", "replace").splitlines():
            name, _, value = line.partition("=")
            key = name[len(sign) :]
            if name.startswith(sign) and key in FETCHING:
                found["PIP_" + key.upper().replace("-", "_")] = ast.literal_eval(value)
    if found.get("PIP_RETRIES") == "0":
        del found["PIP_RETRIES"]  # one lost packet would end it, and pip would not say why
    return found


def why_nothing_came(said):
    """The lines of pip's own log about the package that it found no file of."""
    package = re.search(r"No matching distribution found for ([\w.-]+?)==", said)
    if package is None or not os.path.isfile(PIP_LOG):
        return ""
    name = re.sub("[-_.]+", "[-_.]+", package.group(1))
    signs = r"Could not fetch URL .*/%s/|none of the wheel's tags .*/%s-" % (name, name)
    with open(PIP_LOG, encoding="utf-8", errors="replace") as file:
        return "".join(line for line in file if re.search(signs, line, re.IGNORECASE))


def run(command):
    """One step of the installation: its output goes into the log, with a dot now and then."""
    mine = ("PIP_", "PYTHON")  # PYTHONUTF8=0 would hide a folder that is not named in ASCII
    env = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    if "pip" in command:
        env.update(fetching(), PIP_LOG=PIP_LOG)
    env.update(PIP_CONFIG_FILE=os.devnull, PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")
    pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False)
    said = []
    with open(LOG, "ab", buffering=0) as log, subprocess.Popen(command, env=env, **pipes) as step:
        for line in step.stdout:
            log.write(line)
            said.append(line.decode("utf-8", "replace"))
            if len(said) % 8 == 0:
                print(".", end="", flush=True)
        step.wait()
        why = why_nothing_came("".join(said)) if step.returncode else ""
        log.write(why.encode("utf-8"))
    if step.returncode != 0:
        sentence = cure("".join(said) + why) or "The installation failed:\n" + "".join(said[-8:])
        stop(sentence + "\n(The whole log: " + LOG + ")")


def check_venv():
    """What stands in the place of .venv and is none that a start may change."""
    if not os.path.lexists(VENV):
        return
    if not os.path.isdir(VENV):
        stop(VENV + " is no folder: rename or delete it, then start again.")
    if not WINDOWS and os.geteuid() not in (0, os.stat(VENV).st_uid):
        stop(
            "%s belongs to another user, as when the course was once started with sudo: delete it"
            " with  sudo rm -rf .venv , then start again, without sudo." % VENV
        )
    if os.listdir(VENV) and not os.path.exists(STAMP):
        stop(VENV + " was not made by start.py: rename or delete it, then start again.")


def install(lock):
    """Make .venv hold what `lock` says, in whatever state an earlier start left it."""
    wanted, found = recipe(LOCK, lock), read_stamp()
    held = {line for line in found if line.startswith("holds ")}
    lost = not held <= contents()
    if wanted <= found and not lost and os.path.exists(PYTHON):
        return
    check_venv()
    handle = keep_others_out()
    usable = "python %d.%d" % sys.version_info[:2] in found and os.path.exists(PYTHON)
    if not usable and os.path.lexists(VENV):
        shutil.rmtree(OLD, ignore_errors=True)
        os.rename(VENV, OLD)  # first, so that no half of it is left if this is interrupted
        shutil.rmtree(OLD, ignore_errors=True)
    print("Installing the course (once, about a minute) ", end="", flush=True)
    os.makedirs(VENV, exist_ok=True)
    write_stamp([])
    # A .venv that is kept goes through the same steps: they mend what a move or an update broke.
    run([getattr(sys, "_base_executable", sys.executable), "-I", "-m", "venv", VENV])
    pip = [PYTHON, "-I", "-m", "pip", "install"]
    again = ["--force-reinstall"] if lost and usable else []  # pip asks only for the versions
    run(pip + ["--require-hashes", "--only-binary", ":all:"] + again + ["-r", lock])
    run(pip + ["--no-deps", "--no-build-isolation", "--editable", FOLDER])
    absent = not_installed(lock)
    if absent:
        stop(
            "pip says that it has installed all, but .venv lacks %s: delete .venv, then start"
            " again. If that does not help, look for what leads pip elsewhere, with"
            "  %s config list ." % (", ".join(absent[:3]), PIP)
        )
    write_stamp(wanted | contents())
    if os.path.exists(PIP_LOG):
        os.remove(PIP_LOG)  # long, and of use only where something failed
    handle.close()
    print(" done.", flush=True)


def become(command):
    """Turn this process into `command`; `python` in its terminals and cells is that of .venv."""
    os.environ["PATH"] = os.path.dirname(PYTHON) + os.pathsep + os.environ.get("PATH", "")
    os.environ["VIRTUAL_ENV"] = VENV
    for name in ("PYTHONPATH", "PYTHONHOME"):  # another Python's packages would come first
        os.environ.pop(name, None)
    turn_into(command)


def turn_into(command):
    if not WINDOWS:
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
    if os.environ.get("PYTHONPATH"):
        print("PYTHONPATH is set on this computer, and left aside for the course.")
    print("Opening the course. To stop it, press Ctrl-C here, then y.", flush=True)
    become([PYTHON, "-m", "dlscratch.course.server"] + options)


def names_a_lesson(options):
    """Whether the first option is a word such as 03 or stacks: no flag, and no path for pytest."""
    word = options[0] if options else ""
    return word.replace("_", "").isalnum() and not os.path.exists(word)


def run_tests(options):
    check_files(LOCK, TEST_LOCK, PREFIX, "pyproject.toml")
    install(TEST_LOCK)
    # A worker a core, and so one thread each: more of either only get in each other's way.
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    # The tests start hundreds of Pythons: none compiles what another has, even where that is usual.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
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
            stop(__doc__.replace("python3", CALL))
        else:
            open_course(arguments)
    except KeyboardInterrupt:
        stop("Stopped: the next start takes it up again.")
    except OSError as error:
        stop(cure(str(error)) or "The course could not be opened: %s." % error)


if __name__ == "__main__":
    main(sys.argv[1:])
