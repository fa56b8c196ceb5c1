"""Make README's moving picture, ci/course.webp, from the course in a real browser.

    .venv/bin/python ci/picture.py

Lesson 9 reads a digit while it is drawn, then an exercise of lesson 1 gets a wrong answer and a
right one. Needs Chromium, as the browser tests do, and a minute or two.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "browser")]
from lab import Lab  # noqa: E402
from server import FLAGS, copy_course, find_browser, serve, variables  # noqa: E402

TARGET = HERE / "course.webp"
SIZE = {"width": 1000, "height": 640}
TOP = "Element.prototype.scrollIntoView.call(cells[argument].node, { block: 'start' });"
TWO = [(0.28, 0.3), (0.34, 0.18), (0.5, 0.12), (0.66, 0.2), (0.7, 0.34), (0.6, 0.52), (0.42, 0.7),
       (0.27, 0.85), (0.45, 0.85), (0.62, 0.85), (0.76, 0.84)]  # fmt: skip
THE_EXERCISES = "exercises/01_tensors_exercises.ipynb"


class Film:
    """Frames of the notebook's cells, each with the milliseconds that it stays."""

    def __init__(self, lab):
        self.lab, self.frames, self.times = lab, [], []

    def frame(self, milliseconds):
        self.lab.js("for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);")
        notebook = self.lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook")
        shot = Image.open(io.BytesIO(notebook.first.screenshot())).convert("RGB")
        self.frames.append(shot.crop((0, 0, *self.frames[0].size)) if self.frames else shot)
        self.times.append(milliseconds)

    def save(self, path):
        first, *others = self.frames
        first.save(path, save_all=True, append_images=others, duration=self.times, loop=0,
                   quality=80, method=6, minimize_size=True)  # fmt: skip


def show(lab, path):
    lab.open(path)
    lab.command("application:toggle-left-area")
    lab.page.set_default_timeout(600_000)


def bring_up(lab, number):
    """Scroll until a cell is at the top of the page."""
    lab.js(TOP, number)
    lab.page.wait_for_timeout(500)


def draw_a_digit(lab, film):
    show(lab, "notebooks/09_mnist.ipynb")
    pad = lab.cell("draw_digit(net, prepare)")
    lab.js("panel.content.activeCellIndex = argument;", pad.number)
    lab.command("notebook:run-all-above")
    pad.run()
    pad.shows("The pad is blank.")
    bring_up(lab, pad.number)
    film.frame(1200)
    mouse, places = lab.page.mouse, pad._places("canvas", TWO)
    before = pad.pixels()
    for number, (x, y) in enumerate(places):
        mouse.move(x, y, steps=4)
        if number == 0:
            mouse.down()
            continue
        before = pad.redraws(before)
        film.frame(250)
    mouse.up()
    pad.shows("Read as 2 ")
    lab.page.wait_for_timeout(500)
    film.frame(2500)


def answer_an_exercise(lab, film):
    show(lab, THE_EXERCISES)
    lab.cell("import tensors as check").run()
    shape = lab.cell("check.shape(")
    blank = shape.source
    bring_up(lab, shape.number - 1)  # with its title
    film.frame(1500)
    right = blank.replace("____", "tensor[0]")
    for answer, words in [(blank.replace("____", "len(tensor)"), "Not yet"), (right, "Passed")]:
        shape.write(answer)
        film.frame(1500)
        shape.run()
        shape.shows(words)
        bring_up(lab, shape.number - 1)  # with its title
        film.frame(3500)


def main():
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name) / "course"
        copy_course(folder)
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        with serve(folder, variables(folder)) as address:
            lab = Lab(browser.new_page(viewport=SIZE), address)
            film = Film(lab)
            draw_a_digit(lab, film)
            answer_an_exercise(lab, film)
            lab.close()
        browser.close()
    film.save(TARGET)
    print(f"{TARGET}: {len(film.frames)} frames, {TARGET.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
