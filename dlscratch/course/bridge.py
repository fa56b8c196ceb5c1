"""The bridge to PyTorch, which is optional: only the lessons about it need it."""

import importlib
import importlib.util
import os
import sys
import sysconfig

from dlscratch import browser, terminal
from dlscratch.course import tab

NEEDED_BY = ("pytorch", "practice")  # the lessons whose exercises cannot be run without it

# On Linux pip brings the build for graphics cards, several gigabytes; uv knows where the small is.
INSTALL = f"{terminal.python()} -m pip install torch"
INSTALL_ON_LINUX = """python -m pip install uv
    python -m uv pip install --torch-backend cpu torch"""

TITLE = "PyTorch is not installed here. Only the pages about it need it."
HELP = """\
 To get it:

1. Open a terminal: File, New, Terminal. Type

    {install}

   It fetches up to 200 MB and needs about 1 GB of disk.
2. Come back and choose Kernel, Restart Kernel and Run All Cells.
"""
ASK = """\
 On this server
you cannot install it yourself: ask your teacher, or whoever runs it. The page docs/teaching.md of
the course says how.
"""
BROKEN = """\
PyTorch is here, but it cannot be used. It lies in

    {place}

and Python says: {said}

"""
HIDDEN = """\
This is not PyTorch, but something of the same name, which Python finds first. Rename or delete it,
then choose Kernel, Restart Kernel and Run All Cells.
"""
MEND = """\
1. Open a terminal: File, New, Terminal. Type

    {python} -m pip uninstall --yes torch
    {install}

2. Come back and choose Kernel, Restart Kernel and Run All Cells.
"""
UNTIL = "\nUntil then the cells below are skipped."
BELOW = "\nThe cells below are skipped."
SKIPPED = "Skipped: this cell needs PyTorch."


def need_torch():
    """Where PyTorch is installed and can be imported, do nothing.

    Elsewhere say how to get or mend it, and skip every further cell of the notebook, so that the
    page can still be read and run from top to bottom. Outside of a notebook, raise
    ModuleNotFoundError, or ImportError where PyTorch is broken.
    """
    text = trouble()
    if not text:
        return
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if shell is None:
        if _there():
            raise ImportError(text, name="torch")
        raise ModuleNotFoundError(f"PyTorch is not installed: {INSTALL}", name="torch")
    print(text + (BELOW if browser.HERE else UNTIL))
    if not any(isinstance(one, _Skip) for one in shell.input_transformers_cleanup):
        shell.input_transformers_cleanup.append(_Skip(shell.history_manager.input_hist_raw))


def trouble() -> str:
    """Why PyTorch cannot be used, and what to do; nothing where it can. It is imported here."""
    install = INSTALL_ON_LINUX if sys.platform == "linux" else INSTALL
    if not _there() and browser.HERE:
        return tab.TORCH
    if not _there():
        return TITLE + (ASK if _on_a_server() else HELP.format(install=install))
    try:
        importlib.import_module("torch.nn")
    except Exception as error:
        said = (str(error).strip().splitlines() or ["nothing"])[0]
        text = BROKEN.format(place=_place(), said=f"{type(error).__name__}: {said}")
        if not _has_pytorch(_place()):
            return text + HIDDEN
        mend = MEND.format(install=install, python=terminal.python())
        return text + ("Ask your teacher." if _on_a_server() else mend)
    return ""


class _Skip:
    """Turns the cells that IPython is about to run into one that says so.

    A cell that ran before may run again, and all of them may once PyTorch has come.
    """

    def __init__(self, cells):
        self.before = {cell.strip() for cell in cells}
        self.broken = _there()  # and so until the kernel is restarted: what failed stays half there

    def __call__(self, lines):
        if "".join(lines).strip() in self.before or _there() and not self.broken:
            return lines
        return [f"print({SKIPPED!r})\n"]


def _there():
    """Whether Python finds something called torch, whatever it is."""
    importlib.invalidate_caches()
    try:
        return importlib.util.find_spec("torch") is not None
    except (ImportError, ValueError):  # it was imported, and has no spec
        return False


def _place():
    """The folder, or the file, that Python takes for torch."""
    spec = importlib.util.find_spec("torch")
    return spec.origin or next(iter(spec.submodule_search_locations or []), "an unknown place")


def _has_pytorch(place):
    """Whether PyTorch's own files lie there."""
    return os.path.isdir(os.path.join(os.path.dirname(place), "nn"))


def _on_a_server():
    """Whether this is a class's server, on which learners install nothing."""
    names = ("JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER")
    own = os.access(sysconfig.get_path("purelib"), os.W_OK)
    return any(name in os.environ for name in names) and not own
