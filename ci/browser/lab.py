"""JupyterLab in a real browser, driven as a learner drives it.

    lab.open("notebooks/01_tensors.ipynb")       returns when its kernel answers
    lab.run_all()                                an error in any cell fails the test
    cell = lab.cell("tensor_tree(images)")       the one code cell that holds this text
    cell.write("2 + 3"), cell.run()              typed into it, run from the keyboard
    cell.shows("5")                              waits until its output can be read
    cell.drag(".noUi-base", (0, 0.5), (1, 0.5))  the mouse, at fractions of an element's box
    cell.touch("canvas", (0, 0.5), (1, 0.5))     the same with a finger
    cell.press("ArrowRight", on=".noUi-handle")  keys
    before = cell.pixels()                       of a picture in its output
    cell.redraws(before)                         waits until it is another picture
    lab.kernel("Out[3].value"), lab.save(), lab.shot("name")
"""

import ast
import time
from pathlib import Path
from typing import NamedTuple

FIELD = "input[type=text]"  # where a picture asks for a number
SCREENSHOTS = Path(__file__).resolve().parent / "screenshots"
SECONDS = 240  # what takes longer is broken, on however busy a machine

# What every piece of JavaScript in this file can use; cells are counted from 0.
NAMES = """
    const panel = jupyterapp.shell.currentWidget;
    const cells = panel.content.widgets;
    const model = number => cells[number].model;
    const code = [...cells.keys()].filter(number => model(number).type == "code");
    const outputs = number => model(number).sharedModel.getOutputs();
"""

PIXELS = """async image => {
    // It cannot be decoded while it is on its way to another picture.
    while (!await image.decode().then(() => true, () => false))
        await new Promise(requestAnimationFrame);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
    const sum = [0, 0, 0];
    let hash = 0;
    data.forEach((value, place) => {
        if (place % 4 < 3) sum[place % 4] += value;
        hash = (31 * hash + value) | 0;
    });
    return [canvas.width, canvas.height, sum.map(one => 4 * one / data.length), hash];
}"""

# Whether all live pictures are dark, or light: at one of their corners, at least, nothing is drawn.
SUIT = """dark => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const bright = (image, x, y) => {
        context.drawImage(image, x, y, 1, 1, 0, 0, 1, 1);
        return Math.max(...context.getImageData(0, 0, 1, 1).data.slice(0, 3));
    };
    const suits = image => {
        if (!image.complete || !image.naturalWidth) return false;
        const [right, bottom] = [image.naturalWidth - 2, image.naturalHeight - 2];
        const corners = [[1, 1], [right, 1], [1, bottom], [right, bottom]];
        const found = corners.map(([x, y]) => bright(image, x, y));
        return dark ? Math.min(...found) < 40 : Math.max(...found) > 200;
    };
    const ended = image => image.closest("[inert]");  // its kernel is no more
    const images = [...document.querySelectorAll("img.dlscratch-live")];
    return images.every(image => ended(image) || suits(image));
}"""

# The colour of an element's text and the one behind it, each as red, green and blue.
COLOURS = """element => {
    const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
    const text = numbers(getComputedStyle(element).color).slice(0, 3);
    for (; element; element = element.parentElement) {
        const behind = numbers(getComputedStyle(element).backgroundColor);
        if (behind.length == 3 || behind[3] == 1) return [text, behind.slice(0, 3)];
    }
    return [text, [255, 255, 255]];
}"""


class Pixels(NamedTuple):
    """A picture as the browser has it; `mean` is its mean red, green and blue, 0 to 255."""

    width: int
    height: int
    mean: list[float]
    hash: int


class Lab:
    """One page of the browser. `problems` holds the errors that it reported."""

    def __init__(self, page, address):
        self.page, self.address, self.problems = page, address, []
        page.set_default_timeout(1000 * SECONDS)
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", self._hear)

    def _hear(self, message):
        if message.type == "error":
            self.problems.append(f"{message.text} ({(message.location or {}).get('url')})")

    # Notebooks

    def open(self, path=None):
        """A notebook in an empty JupyterLab; without a path, what the course's address opens."""
        before, _, query = self.address.partition("?")
        if path:
            before, query = f"{before.partition('/lab/')[0]}/lab/tree/{path}", f"reset&{query}"
        self.page.goto(f"{before}?{query}")
        self._wait_for_kernel(before.partition("/lab/tree/")[2])

    def follow(self, link, path):
        """Click on a link, which opens the notebook `path`."""
        link.click()
        self._wait_for_kernel(path)

    def turn_to(self, path):
        """Bring a notebook to the front that is open already."""
        self.command("docmanager:open", path=path)
        self._wait_for_kernel(path)

    def _wait_for_kernel(self, path):
        # JupyterLab shows a kernel that does not answer yet as idle.
        there = "path => window.jupyterapp?.shell.currentWidget?.context?.path == path"
        self.page.wait_for_function(there, arg=path)
        self.js("""
            await panel.context.ready;
            await panel.sessionContext.ready;
            await panel.sessionContext.session.kernel.info;
        """)

    def js(self, code, argument=None):
        """What JavaScript in the page returns. It may take SECONDS; `evaluate` has no limit."""
        body = f"async argument => {{ {NAMES} return [await (async () => {{ {code} }})()]; }}"
        return self.page.wait_for_function(body, arg=argument).json_value()[0]

    def until(self, condition, argument=None):
        """Wait until a JavaScript expression is true."""
        self.page.wait_for_function(f"argument => {{ {NAMES} return {condition}; }}", arg=argument)

    def command(self, name, **arguments):
        """One of JupyterLab's commands, as a menu gives it; returns when it is done."""
        self.js("await jupyterapp.commands.execute(...argument);", [name, arguments])

    def cells(self):
        """All code cells."""
        return [Cell(self, number) for number in self.js("return code;")]

    def cell(self, text):
        """The one code cell that holds `text`."""
        found = [cell for cell in self.cells() if text in cell.source]
        assert len(found) == 1, f"{len(found)} cells hold {text!r}"
        return found[0]

    def run_all(self):
        self.command("notebook:run-all-cells")
        self._refuse_errors()
        # Where a cell is meant to stop, the command returns before all those below it have run.
        self.until("code.every(number => model(number).executionCount)")
        self._refuse_errors()

    def _refuse_errors(self):
        errors = self.errors()
        assert not errors, "\n".join(errors.values())

    def errors(self):
        """The cells that raised an error, {number: the error}, but for those that are meant to."""
        found = self.js("""
            const meant = number => model(number).getMetadata("tags")?.includes("raises-exception");
            return code.filter(number => !meant(number)).flatMap(number => outputs(number)
                .filter(output => output.output_type == "error")
                .map(error => [number, `cell ${number}: ${error.ename}: ${error.evalue}`]));
        """)
        return dict(found)

    def kernel(self, expression):
        """The value of a Python expression in the notebook's kernel: a number, a text, a list."""
        reply = self.js(
            """
            const wish = { code: "", silent: true, user_expressions: { value: argument } };
            const reply = await panel.sessionContext.session.kernel.requestExecute(wish).done;
            return reply.content.user_expressions.value;
            """,
            expression,
        )
        assert reply["status"] == "ok", f"{expression}: {reply}"
        return ast.literal_eval(reply["data"]["text/plain"])

    def save(self):
        self.page.keyboard.press("Control+s")
        self.until("!panel.context.model.dirty")

    def close(self):
        """Close the page and end its kernels, which would else wait for it to come back."""
        self.js("await jupyterapp.serviceManager.sessions.shutdownAll();")
        self.page.close()

    # What can be seen

    def theme(self, name):
        """JupyterLab's theme: Light or Dark. Live pictures suit it when this returns."""
        if self.js("return document.body.dataset.jpThemeLight;") == str(name == "Light").lower():
            return
        self.command("apputils:change-theme", theme=f"JupyterLab {name}")
        self.until("document.body.dataset.jpThemeLight == String(argument)", name == "Light")
        self.until("!document.getElementById('jupyterlab-splash')")  # it lies over all for a while
        self.page.wait_for_function(SUIT, arg=name == "Dark")

    def frames(self):
        """Wait until the page has been drawn twice: what follows a change is there by then."""
        self.js("for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);")

    def shot(self, name):
        """A screenshot of the page, as ci/browser/screenshots/NAME.png."""
        self.frames()
        SCREENSHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")

    def shots(self, name):
        """Screenshots of the whole notebook, a screenful each."""
        scroll = """
            const outer = panel.content.outerNode;
            outer.scrollTop = argument * (outer.clientHeight - 60);
            const bottom = element => element.getBoundingClientRect().bottom;
            return bottom(cells.at(-1).node) > bottom(outer) + 1;
        """
        number, more = 0, True
        while more:
            more = self.js(scroll, number)
            self.shot(f"{name}_{number:02}")
            number += 1


class Cell:
    """A code cell of the notebook that is in front; `number` counts all cells, from 0."""

    def __init__(self, lab, number):
        self.lab, self.number = lab, number
        notebook = lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.element = notebook.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')
        self.output = self.element.locator(".jp-OutputArea-output")

    @property
    def source(self):
        return self.lab.js("return model(argument).sharedModel.getSource();", self.number)

    @property
    def outputs(self):
        """The outputs as the notebook's file will hold them."""
        return self.lab.js("return outputs(argument);", self.number)

    @property
    def count(self):
        """The number that stands in brackets beside a cell that was run, else None."""
        return self.lab.js("return model(argument).executionCount;", self.number)

    def shots(self, name):
        """A screenshot of the cell's picture in each theme, once it stands still."""
        self.element.locator("img").first.scroll_into_view_if_needed()
        self.settle()
        for theme in ("Light", "Dark"):
            self.lab.theme(theme)
            self.lab.shot(f"{name}_{theme.lower()}")
        self.lab.theme("Light")

    def say(self, text, words):
        """Type an answer into a picture's field, press Enter, and wait for the words about it."""
        self.element.locator(FIELD).fill(text)
        self.press("Enter", on=FIELD)
        self.shows(words)

    def write(self, code):
        """Put `code`, without blank lines around it, in the place of what the cell holds."""
        code = code.strip("\n")
        self.element.locator(".cm-content").fill(code)
        assert self.source == code, self.source

    def add_below(self, code):
        """A new cell under this one, made with the key B; those below it now have other numbers."""
        cell, count = Cell(self.lab, self.number + 1), self.lab.js("return cells.length;")
        self.press("Escape", on=".cm-content")
        self.lab.page.keyboard.press("b")
        # The page gives the cells their new numbers a moment later.
        self.lab.until("cells.length == argument + 1", count)
        numbered = "(cell, number) => cell.node.dataset.windowedListIndex == number"
        self.lab.until(f"cells.every({numbered})")
        cell.write(code)
        return cell

    def run(self):
        """Press Ctrl+Enter, and wait until the cell has run; an error in it fails the test."""
        self.start()
        self.wait()

    def start(self):
        """Press Ctrl+Enter."""
        self.lab.js("model(argument).executionCount = null;", self.number)
        self.press("Control+Enter", on=".cm-content")

    def wait(self):
        """Wait until the cell that was started has run; an error in it fails the test."""
        self.lab.until("model(argument).executionCount", self.number)
        self.lab.until("model(argument).executionState == 'idle'", self.number)
        errors = self.lab.errors()
        assert self.number not in errors, errors[self.number]

    def text(self):
        """What can be read in the output."""
        self.element.scroll_into_view_if_needed()  # the browser lays out only what is near
        return "\n".join(self.output.all_inner_texts())

    def shows(self, text):
        """Wait until `text` can be read in the output."""
        end = time.monotonic() + SECONDS
        while text not in (read := self.text()):
            assert time.monotonic() < end, f"not shown: {text!r}. What is shown:\n{read}"
            self.lab.page.wait_for_timeout(50)

    def press(self, *keys, on):
        """Press keys while the element `on`, a CSS selector, has the focus."""
        for key in keys:
            self.element.locator(on).press(key)

    def button(self, name):
        """The button of that name in the output."""
        return self.output.get_by_role("button", name=name, exact=True)

    def drag(self, on, *points):
        """Press the mouse at the first point of the element `on`, move on, let go at the last.

        A point is (x, y) in fractions of the element's box, from its upper left corner.
        """
        mouse = self.lab.page.mouse
        for number, (x, y) in enumerate(self._places(on, points)):
            mouse.move(x, y, steps=5 if number else 1)
            if number == 0:
                mouse.down()
        mouse.up()

    def touch(self, on, *points):
        """The same with a finger."""
        finger = self.lab.page.context.new_cdp_session(self.lab.page)

        def send(kind, *places):
            where = [{"x": x, "y": y} for x, y in places]
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

        first, *others = self._places(on, points)
        send("touchStart", first)
        last = first
        for place in others:
            for step in range(1, 6):
                steps = zip(last, place, strict=True)
                send("touchMove", [a + (b - a) * step / 5 for a, b in steps])
            last = place
        send("touchEnd")
        finger.detach()

    def _places(self, on, points):
        """Where in the page points of the element `on` are, which is brought into view."""
        element = self.element.locator(on)
        element.scroll_into_view_if_needed()
        box = element.bounding_box()
        return [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]

    def pixels(self, on="img"):
        """The pixels of the picture `on` in the output."""
        return Pixels(*self.output.locator(on).evaluate(PIXELS))

    def redraws(self, before, on="img"):
        """Wait until the picture is another than `before`, and return its pixels."""
        end = time.monotonic() + SECONDS
        while (now := self.pixels(on)) == before:
            assert time.monotonic() < end, "the picture stays as it was"
            self.lab.page.wait_for_timeout(50)
        return now

    def settle(self):
        """Bring the picture into view, and wait until the notebook has stopped moving around it."""
        image, last = self.output.locator("img"), None
        for _ in range(100):
            image.scroll_into_view_if_needed()
            self.lab.page.wait_for_timeout(300)
            box = image.bounding_box()
            if box == last:
                return
            last = box
        raise AssertionError("the notebook keeps moving")

    def state(self, name):
        """One value of the state of the live picture that the cell shows."""
        return self.lab.kernel(f"Out[{self.count}].state[{name!r}]")

    def reaches(self, name, low, high):
        """Wait until a value of the state lies between two others, as at the end of a drag."""
        end = time.monotonic() + SECONDS
        while not low <= (value := self.state(name)) <= high:
            assert time.monotonic() < end, f"{name} stays at {value}"
            self.lab.page.wait_for_timeout(50)

    def contrasts(self):
        """How well each text in the output stands out, {text: 1 (not at all) to 21}."""
        holds_text = "it => [...it.childNodes].some(child => child.nodeType == Node.TEXT_NODE)"
        return {
            element.inner_text(): contrast(*element.evaluate(COLOURS))
            for element in self.output.locator("*").all()
            if element.evaluate(holds_text)
        }


def contrast(one, other):
    """The contrast of two colours as the Web's guidelines (WCAG) define it."""

    def luminance(colour):
        parts = [part / 255 for part in colour]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)
