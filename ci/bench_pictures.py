"""How quick are the live pictures, and what do they cost? Measured in JupyterLab in a real browser.

    .venv/bin/python ci/bench_pictures.py            all lessons (a quarter of an hour)
    .venv/bin/python ci/bench_pictures.py 05 06      these lessons
    .venv/bin/python ci/bench_pictures.py --json     the same as one JSON object

Each row is one live picture, driven where it stands in its lesson:

    slider   milliseconds from the press of a key on its first slider, or in its first field for a
             number, to the new picture, median
    keys     the same for the arrow keys on the picture itself
    played   pictures a second while its animation plays
    pen      milliseconds from lifting the pen off the pad to the last new picture, median
    MB       by how much the kernel's memory has grown, from before the picture to after all this
    kB       what the picture stores in the notebook's file

JupyterLab, its kernel and the browser share the machine, as they do on a learner's. Needs Chromium,
as the browser tests do, and an idle machine.
"""

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "browser")]
from lab import Lab  # noqa: E402
from server import FLAGS, copy_course, find_browser, serve, variables  # noqa: E402

from dlscratch.course import lessons  # noqa: E402

TIMES, PLAYED = 12, 4  # repetitions, and seconds
MEMORY = "__import__('psutil').Process().memory_info().rss / 2**20"
SLIDER, NUMBER = ".noUi-handle", ".dlscratch-number"

# Milliseconds from an event until the picture has been the same for half a second.
ANSWER = """async ([image, kind]) => {
    const times = [];
    const note = event => times.push(event.timeStamp);
    const loaded = () => times.push(performance.now());
    window.addEventListener(kind, note, { capture: true, once: true });
    image.addEventListener("load", loaded);
    window.answer = async () => {
        for (let count = -1; times.length > count;) {
            count = times.length;
            await new Promise(resolve => setTimeout(resolve, 500));
        }
        image.removeEventListener("load", loaded);
        return times.length > 1 ? times.at(-1) - times[0] : null;
    };
}"""
COUNT = """async ([image, seconds]) => {
    let count = 0;
    const loaded = () => count++;
    image.addEventListener("load", loaded);
    await new Promise(resolve => setTimeout(resolve, 1000 * seconds));
    image.removeEventListener("load", loaded);
    return count / seconds;
}"""


def answers(cell, kind, act):
    """The median of TIMES answers, in milliseconds, to what `act(number)` does to the page."""
    image, page, found = cell.output.locator("img"), cell.lab.page, []
    for number in range(TIMES):
        page.evaluate(ANSWER, [image.element_handle(), kind])
        act(number)
        found.append(page.evaluate("answer()"))
    found = [one for one in found if one]  # at its end, a slider stays where it is
    return round(statistics.median(found)) if found else None


def to_and_fro(cell, on, keys=("ArrowRight", "ArrowLeft")):
    def press(number):
        cell.press(keys[number % 2], on=f"{on} >> nth=0")

    return answers(cell, "keydown", press)


def played(cell):
    """Pictures a second from the start on, once it runs."""
    cell.button("back to the start").click()
    image = cell.output.locator("img").element_handle()
    cell.button("play").click()
    cell.lab.page.wait_for_timeout(500)
    rate = cell.lab.page.evaluate(COUNT, [image, PLAYED])
    if cell.button("pause").count():  # it is not yet at its end
        cell.button("pause").click()
    return round(rate, 1)


def pen(cell):
    """Each time a stroke further down."""

    def stroke(number):
        cell.drag("canvas", (0.3, 0.1 + 0.06 * number), (0.7, 0.15 + 0.06 * number))

    return answers(cell, "pointerup", stroke)


def measure(lab, cell):
    """The row of the cell's live picture, or None if it shows none."""
    before = lab.kernel(MEMORY)
    cell.run()
    if not lab.kernel(f"hasattr(globals().get('Out', {{}}).get({cell.count}), 'screen')"):
        return None
    cell.settle()
    row = {"picture": cell.source.strip().splitlines()[-1][:40]}
    if cell.output.locator("canvas").count():
        row["pen"] = pen(cell)
    elif cell.output.locator(SLIDER).count():
        row["slider"] = to_and_fro(cell, SLIDER)
    elif cell.output.locator(NUMBER).count():
        row["slider"] = to_and_fro(cell, NUMBER, ("ArrowUp", "ArrowDown"))
    keys = lab.kernel(f"Out[{cell.count}]._keys is not None")
    if keys:
        row["keys"] = to_and_fro(cell, "img") or to_and_fro(cell, "img", ("ArrowDown", "ArrowUp"))
    if cell.button("play").count():
        row["played"] = played(cell)
    row["MB"] = round(lab.kernel(MEMORY) - before)
    row["kB"] = round(len(json.dumps(cell.outputs)) / 1000, 1)
    return row


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lessons", nargs="*", type=lessons.find, help="such as 05")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "course"
        copy_course(folder)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        with serve(folder, variables(folder)) as address:
            for lesson in options.lessons or lessons.LESSONS[1:-1]:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                lab = Lab(page, address)
                lab.open(lesson.notebook.as_posix())
                for cell in lab.cells():
                    row = measure(lab, cell)
                    rows += [{"lesson": f"{lesson.number:02}", **row}] if row else []
                    if row and not options.json:
                        print(*[head()] * (len(rows) == 1), line(rows[-1]), sep="\n", flush=True)
                lab.close()
        browser.close()
    if options.json:
        print(json.dumps(rows))


COLUMNS = ("slider", "keys", "played", "pen", "MB", "kB")


def head():
    return f"{'':44}" + "".join(f"{name:>8}" for name in COLUMNS)


def line(row):
    numbers = "".join(f"{'' if row.get(name) is None else row[name]:>8}" for name in COLUMNS)
    return f"{row['lesson']} {row['picture']:<41}{numbers}"


if __name__ == "__main__":
    main()
