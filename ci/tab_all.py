"""Run every page of the browser tab in Chromium, and the commands: by hand, for it takes long.

    python ci/tab_all.py FOLDER [PAGE ...]      FOLDER is what ci/tab.py has built

It prints, for each page, the seconds, how many times those of a kernel on this machine that is,
and each cell that is not as stored. A page of solutions stands for its exercises.
"""

import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.manager import start_new_kernel
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "ci" / "browser")]

from server import FLAGS, find_browser  # noqa: E402
from tabs import Tab, run, serve  # noqa: E402

TORCH = ("12_pytorch_solutions", "13_practice_solutions")  # a tab skips nearly all of their cells
SLOW = 5.0  # seconds of a cell that is named
COMMANDS = """
import os
from dlscratch.course import lessons
os.chdir(lessons.folder())
from dlscratch.__main__ import main
for command in ["progress"], ["reset", "01"], ["mine"], ["report"]:
    try:
        print(command, main(command))
    except BaseException as error:
        print(command, type(error).__name__, error)
"""


def natively(path):
    """The seconds that each cell of a page takes in a kernel of its own, {cell: seconds}."""
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT / "notebooks"))
    took = {}
    try:
        for number, cell in enumerate(nbformat.read(ROOT / path, 4).cells):
            if cell.cell_type == "code":
                began = time.monotonic()
                client.execute_interactive(cell.source, timeout=900, output_hook=lambda said: None)
                took[number] = time.monotonic() - began
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return took


def main(folder, pages):
    bad = 0
    with serve(folder) as server, sync_playwright() as playwright:
        for path in pages:
            with tempfile.TemporaryDirectory() as profile:
                context = playwright.chromium.launch_persistent_context(
                    profile, executable_path=find_browser(), args=FLAGS
                )
                tab = Tab(context.new_page(), server.address)
                ready = tab.open(path)
                found = run(tab, path, 900)
                native, total = natively(path), sum(took for took, _ in found.values())
                factor = f"{total / sum(native.values()):.1f}" if native else "-"
                slow = {number: f"{took:.0f} s, natively {native[number]:.1f}"
                        for number, (took, _) in found.items() if took > SLOW}  # fmt: skip
                print(f"{path}: kernel after {ready:.0f} s; {len(found)} cells in {total:.0f} s, "
                      f"{factor} times as long as natively; {slow}", flush=True)  # fmt: skip
                for number, (_, wrong) in found.items():
                    if wrong:
                        bad += 1
                        print(f"    cell {number}: {wrong}", flush=True)
                if path == pages[-1]:
                    print(tab.python(COMMANDS))
                context.close()
    return bad


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    known = [path.relative_to(ROOT) for name in ("notebooks", "solutions")
             for path in sorted((ROOT / name).glob("*.ipynb"))]  # fmt: skip
    known = [path.as_posix() for path in known if path.stem not in TORCH]
    sys.exit(min(main(Path(sys.argv[1]), sys.argv[2:] or known), 1))
