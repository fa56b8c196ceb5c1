"""JupyterLab as start.py and `dlscratch` open it: quiet, but with its address, and with room for
its own files."""

import os
import sys
import tempfile
from pathlib import Path

from dlscratch import terminal
from dlscratch.course import grammar, lessons, renumbered

# Where Jupyter and IPython keep what is theirs, by the variables that name other places.
PLACES = {
    "JUPYTER_RUNTIME_DIR": "jupyter_runtime_dir",
    "JUPYTER_CONFIG_DIR": "jupyter_config_dir",
    "JUPYTER_DATA_DIR": "jupyter_data_dir",
}


def main(options: list[str]) -> None:
    """Run JupyterLab until it is stopped. Ends with a sentence where it cannot be loaded."""
    for sentence in [*make_room(Path(sys.prefix, "jupyter")), *_renumbered()]:
        print(sentence, flush=True)
    grammar.put_off()
    try:
        from jupyterlab.labapp import LabApp
    except Exception as error:
        raise SystemExit(
            f"JupyterLab cannot be loaded ({type(error).__name__}: {error}): {_remedy()}, then "
            "start the course again."
        ) from None

    class Course(LabApp):
        """Jupyter shows its address only with a key that it has made itself, and this always."""

        @classmethod
        def get_extension_package(cls):
            return "jupyterlab"

        @classmethod
        def initialize_server(cls, *arguments, **more):
            server = super().initialize_server(*arguments, **more)
            server.no_browser_open_file = True  # an address is of more use than a file
            if sentence := address(server):
                print(sentence, flush=True)
            return server

    Course.launch_instance(options)


def _renumbered():
    """What is said of exercises that go along to another number: now, while no page is open."""
    try:
        return renumbered.follow(lessons.folder())
    except (OSError, lessons.CourseError):
        return []  # the map says what stays to be done


def _remedy():
    if lessons.is_clone(lessons.PACKAGE.parent):
        return f"delete the folder {sys.prefix}"
    return f'`{terminal.python()} -m pip install --upgrade "jupyterlab>=4.6,<5"`'


def open_folder(folder: Path, options: list[str]) -> None:
    """Open the course in a folder, at its first page; further options go to JupyterLab."""
    # In its terminals, `dlscratch` and `python` are those of the course.
    programs = str(Path(sys.executable).parent)
    os.environ["PATH"] = programs + os.pathsep + os.environ.get("PATH", "")
    os.chdir(folder)
    main(_own(folder) + options)


def _own(folder):
    """The options with which the course is opened, before those of the learner's."""
    first = lessons.LESSONS[0].notebook.as_posix()
    page = f"/lab/tree/{first}" if (folder / first).is_file() else "/lab"
    found = [f"--LabApp.default_url={page}", f"--ServerApp.root_dir={folder}"]
    found += ["--log-level=WARN", "--LabApp.log_level=WARN"]
    # An address for the browser, not a file: a browser outside of WSL or a container sees no file.
    found += ["--ServerApp.use_redirect_file=False"]
    if os.name != "nt" and os.geteuid() == 0:
        found += ["--allow-root"]
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        found += ["--no-browser"]  # or a text browser would take over the terminal
    return found


def address(server) -> str:
    """Where a server can be opened; nothing where Jupyter itself says it, with its key."""
    identity = server.identity_provider
    if identity.token and identity.token_generated:
        return ""
    asks = "; it asks for your password or token" * bool(identity.auth_enabled)
    url = server.public_url.partition("?")[0]  # what follows is dots in the place of a token
    return f"The course is open at {url}{asks}."


def make_room(instead: Path) -> list[str]:
    """Lead Jupyter to a folder below `instead` where its own cannot be written, and say so."""
    from jupyter_core import paths

    said = []
    for variable, name in PLACES.items():
        place = Path(getattr(paths, name)())
        if not writable(place):
            os.environ[variable] = str(instead / variable.split("_")[1].lower())
            said.append(f"{place} cannot be written: JupyterLab uses {os.environ[variable]}.")
    if said:
        os.environ.setdefault("IPYTHONDIR", str(instead / "ipython"))
    return said


def writable(folder: Path) -> bool:
    """Whether files can be made in the folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


if __name__ == "__main__":  # as start.py calls it
    open_folder(lessons.PACKAGE.parent, sys.argv[1:])
