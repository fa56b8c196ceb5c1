"""The bridge to PyTorch, which is optional: only lesson 09 needs it."""

import importlib
import importlib.util
import sys

# On Linux pip brings the build for graphics cards, several gigabytes; uv knows where the small is.
INSTALL = "python -m pip install torch"
INSTALL_ON_LINUX = """python -m pip install uv
    python -m uv pip install --torch-backend cpu torch"""

HELP = """\
PyTorch is not installed here. Only this lesson needs it. To get it:

1. Open a terminal: File, New, Terminal. Type

    {install}

   It fetches up to 200 MB and needs about 1 GB of disk.
2. Come back and choose Kernel, Restart Kernel and Run All Cells.

Until then the cells below are skipped."""
SKIPPED = "Skipped: this cell needs PyTorch."


def need_torch():
    """Where PyTorch is installed, do nothing.

    Elsewhere say how to get it, and skip every further cell of the notebook, so that the page can
    still be read and run from top to bottom. Outside of a notebook, raise ModuleNotFoundError.
    """
    if _there():
        return
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if shell is None:
        raise ModuleNotFoundError(f"PyTorch is not installed: {INSTALL}", name="torch")
    print(HELP.format(install=INSTALL_ON_LINUX if sys.platform == "linux" else INSTALL))
    if not any(isinstance(one, _Skip) for one in shell.input_transformers_cleanup):
        shell.input_transformers_cleanup.append(_Skip(shell.history_manager.input_hist_raw))


class _Skip:
    """Turns the cells that IPython is about to run into one that says so.

    A cell that ran before may run again, and all of them may once PyTorch has come.
    """

    def __init__(self, cells):
        self.before = {cell.strip() for cell in cells}

    def __call__(self, lines):
        if "".join(lines).strip() in self.before or _there():
            return lines
        return [f"print({SKIPPED!r})\n"]


def _there():
    importlib.invalidate_caches()
    return importlib.util.find_spec("torch") is not None
