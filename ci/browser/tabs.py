"""The course in a browser tab, as ci/tab.py builds it: given out, driven, and compared."""

import functools
import http.server
import json
import re
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lab import Lab

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 300  # for one cell
SAME = ((r"\bat 0x[0-9a-fA-F]+", "at ADDRESS"), (r"(\d\.\d{9})\d+", r"\1"), (r"\s+", " "))
IGNORED = {"nbval-ignore-output", "raises-exception"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Gives out a folder."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map,
                      ".wasm": "application/wasm", ".mjs": "text/javascript"}  # fmt: skip

    def log_message(self, format, *arguments):
        pass


@contextmanager
def serve(folder):
    """A server on this machine, with its `address`."""
    handler = functools.partial(Handler, directory=str(folder))
    server: Any
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


class Tab(Lab):
    """One page of the browser with the course in it."""

    def open(self, path=None):
        """Open a notebook; returns the seconds until its kernel answers."""
        began = time.monotonic()
        self.page.goto(f"{self.address}/lab/index.html?path={path}")
        self._wait_for_kernel(path)
        return time.monotonic() - began

    def cell_ends(self, number, seconds=SECONDS):
        """Run one cell; returns its outputs and the seconds. Fails where it does not end."""
        began = time.monotonic()
        done = self.page.evaluate(
            """async ([number, seconds]) => {
                const notebook = jupyterapp.shell.currentWidget.content;
                notebook.deselectAll();
                notebook.activeCellIndex = number;
                const ran = jupyterapp.commands.execute("notebook:run-cell").then(() => true);
                const late = new Promise(then => setTimeout(() => then(false), 1000 * seconds));
                return Promise.race([ran, late]);
            }""",
            [number, seconds],
        )
        assert done, f"cell {number} did not end within {seconds} seconds"
        return self.js("return outputs(argument);", number), time.monotonic() - began

    def save(self):
        self.command("docmanager:save")
        self.until("!panel.context.model.dirty")

    def write(self, number, code):
        """Put code in the place of what a cell holds."""
        self.js("model(argument[0]).sharedModel.setSource(argument[1]);", [number, code])

    def python(self, code):
        """What Python code prints."""
        return self.js(
            """
            const wish = { code: argument, store_history: false, stop_on_error: false };
            const ran = panel.sessionContext.session.kernel.requestExecute(wish);
            let said = "";
            ran.onIOPub = ({ header, content }) => {
                if (header.msg_type == "stream") said += content.text;
                if (header.msg_type == "error") said += `${content.ename}: ${content.evalue}`;
            };
            await ran.done;
            return said;
            """,
            code,
        )

    def kernel(self, expression):
        return json.loads(self.python(f"import json; print(json.dumps({expression}))"))


def asked(log):
    """The addresses that pages asked for, and their workers, given the log of --log-net-log.

    Chromium's own requests stand there, too, with no origin.
    """
    lines = (line.rstrip(",") for line in Path(log).read_text().splitlines())
    wishes = [json.loads(line)["params"] for line in lines if '"initiator":' in line]
    return [wish["url"] for wish in wishes if wish["initiator"] != "not an origin"]


def stored(path):
    """A notebook with the outputs that it should have; lessons keep theirs in ci/results."""
    results = ROOT / "ci" / "results" / Path(path).name
    return json.loads((results if results.exists() else ROOT / path).read_text(encoding="utf-8"))


def run(tab, path, seconds=SECONDS):
    """Run a page from top to bottom: {cell: (its seconds, what is wrong with it or "")}."""
    tab.open(path)
    found = {}
    for number, cell in enumerate(stored(path)["cells"]):
        if cell["cell_type"] == "code":
            outputs, took = tab.cell_ends(number, seconds)
            found[number] = took, difference(cell, outputs)
    return found


def difference(cell, outputs):
    """How the outputs of a cell are unlike the stored ones, or nothing."""
    tags = set(cell["metadata"].get("tags", []))
    errors = [one["ename"] for one in outputs if one["output_type"] == "error"]
    if errors and "raises-exception" not in tags:
        return f"it raised {errors[0]}: {outputs[-1].get('evalue')}"
    wanted, came = _said(cell["outputs"]), _said(outputs)
    if tags & IGNORED or wanted == came:
        return ""
    return f"{wanted[:400]!r} was stored, and {came[:400]!r} came"


def _said(outputs):
    """All that can be read in outputs, but for pictures and what differs between machines."""
    text = ""
    for one in outputs:
        data = one.get("data", {})
        if "application/vnd.jupyter.widget-view+json" not in data:
            parts = [one.get("text", ""), data.get("text/html") or data.get("text/plain", "")]
            text += "".join("".join(part) for part in parts) + " "
    for pattern, same in SAME:
        text = re.sub(pattern, same, text)
    return text.strip()
