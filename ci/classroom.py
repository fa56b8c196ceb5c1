"""A whole class at once: does the course hold under a JupyterHub, and what does a learner cost?

    python ci/classroom.py --hub HUB --proxy PROXY              30 learners, lesson 01
    python ci/classroom.py --hub HUB --proxy PROXY --learners 6 --json

JupyterHub and its proxy are no part of the course. Get them into folders of their own, and the
course's packages beside JupyterHub, where the learners' servers look for them:

    python3 -m venv HUB
    HUB/bin/pip install -r requirements.txt
    HUB/bin/pip install jupyterhub
    npm install --prefix PROXY configurable-http-proxy

The hub runs on 127.0.0.1 alone. Each learner has a folder with a copy of the course, and
a server that imports that copy. They open the lesson's notebook and run it, open the exercises,
answer three of them, each time first with a mistake that the check knows, and save after each
step, all over the server's REST and websocket API. Now and then their kernel is killed amid
a check; they wait for the new one and go on. Some right answers are never given, so that the
maps of progress differ. In the end every saved notebook must be whole, and every map right.

It ends by itself after --minutes, and stops everything that it has started, also on Ctrl-C.
"""

import argparse
import asyncio
import functools
import inspect
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from ast import FunctionDef, parse, unparse
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import psutil
from nbformat.v4 import output_from_msg
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClosedError, websocket_connect

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from hub import PATIENCE, Failure, Hub  # noqa: E402

from dlscratch import checks  # noqa: E402
from dlscratch.checks.engine.show import MIME  # noqa: E402
from dlscratch.course import lessons, pages, progress  # noqa: E402

ANSWERED = 3  # exercises, by each learner


# The answers


class Answers(NamedTuple):
    """What a learner types for an exercise: a mistake that the check knows, then the solution."""

    wrong: str
    mistake: str
    right: str


def answers(lesson: lessons.Lesson) -> dict[str, Answers]:
    """The answers to the exercises of a lesson that want a function.

    Left out are those that need more than their own lines, as a function from another exercise.
    """
    text = (ROOT / lesson.exercises_text).read_text(encoding="utf-8")
    solutions, found = pages.solutions(text), {}
    begin = next(one.source for one in pages.blank(text).cells if one.cell_type == "code")

    def grade(exercise, text):
        names = {}
        try:
            exec(f"{begin}\n{text}", names)
        except Exception:
            pass
        return exercise.grade(names.get(exercise.name))

    for exercise in checks.registry():
        right = solutions.get(exercise.name, {}).get("solution", "")
        if exercise.lesson != lesson.name or exercise.wants != "function":
            continue
        if grade(exercise, right).kind != "passed":
            continue
        for mistake in exercise.bank:
            wrong = _typed(mistake.answer, exercise.name)
            if wrong and grade(exercise, wrong).mistake == mistake.id:
                found[exercise.name] = Answers(wrong, mistake.id, right)
                break
    return found


def _typed(answer, name):
    """A function's source under another name; empty where it is no plain function."""
    try:
        body = parse(textwrap.dedent(inspect.getsource(answer))).body
    except (OSError, TypeError, SyntaxError):
        return ""
    if not isinstance(body[0], FunctionDef):
        return ""
    body[0].name, body[0].decorator_list = name, []
    return unparse(body[0])


# The judgement


def damage(saved: str, original: str) -> str:
    """What is wrong with a saved notebook, given the text of the one opened; empty if nothing."""
    try:
        notebook = nbformat.reads(saved, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        return f"no valid notebook ({error!r:.80})"
    was = [cell["id"] for cell in json.loads(original)["cells"]]
    now = [cell["id"] for cell in notebook.cells]
    return "" if now == was else f"has {len(now)} cells of {len(was)}, or in another order"


def summary(seconds: list[float]) -> dict:
    """Median, 95th percentile and number of some times."""
    if not seconds:
        return {"median": None, "p95": None, "n": 0}
    last = statistics.quantiles(seconds, n=20, method="inclusive")[-1] if seconds[1:] else None
    return {
        "median": round(statistics.median(seconds), 2),
        "p95": round(seconds[0] if last is None else last, 2),
        "n": len(seconds),
    }


# A learner


class Killed(Exception):
    """The kernel has died under a cell."""


class Kernel:
    """A notebook's kernel, over its websocket."""

    learner: Any
    session: str
    url: str
    socket: Any

    @classmethod
    async def open(cls, learner, path):
        kernel = cls()
        kernel.learner, kernel.session = learner, uuid.uuid4().hex
        body = {"path": path, "name": path, "type": "notebook", "kernel": {"name": "python3"}}
        session = await learner.call("POST", "/api/sessions", body)
        kernel.url = f"{learner.base}/api/kernels/{session['kernel']['id']}/channels"
        await kernel.connect()
        await kernel.wake()
        return kernel

    async def connect(self):
        request = HTTPRequest(
            f"{self.learner.hub.url.replace('http', 'ws')}{self.url}?session_id={self.session}",
            headers={"Authorization": f"token {self.learner.token}"},
            connect_timeout=PATIENCE,  # the server opens it when the kernel has answered
            request_timeout=PATIENCE,
        )
        self.socket = await websocket_connect(request, max_message_size=2**28)

    async def send(self, kind, content):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session}
        header |= {"username": "", "version": "5.3"}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        await self.socket.write_message(json.dumps(message | {"channel": "shell", "buffers": []}))
        return header["msg_id"]

    async def receive(self, seconds):
        message = await asyncio.wait_for(self.socket.read_message(), seconds)
        if message is None:
            raise WebSocketClosedError
        if isinstance(message, bytes):  # with buffers, as widgets' pictures: the JSON comes first
            starts = [int.from_bytes(message[4 * n : 4 * n + 4], "big") for n in (1, 2)]
            return json.loads(message[starts[0] : starts[1]])
        return json.loads(message)

    async def wake(self):
        """Wait until the kernel answers, after a start or a restart, and learn its process id.

        What is sent while the server is still joining a new kernel can get lost: it is sent again,
        as a learner runs a cell again that does nothing. When the kernel takes too long, the server
        closes the websocket; the page then opens another.
        """
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                outputs = await self.run("import os; print(os.getpid())", patience=15)
                self.pid = int(outputs[0]["text"])
                return
            except (TimeoutError, Killed):
                pass
            except WebSocketClosedError:
                await self.connect()
        raise Failure("The kernel does not start.")

    async def run(self, source, kill_after=None, patience=PATIENCE):
        """The outputs of a cell. With `kill_after`, the kernel is killed so many seconds later.

        Raises Killed when the kernel dies before the cell has ended, and TimeoutError when nothing
        comes from it for so many seconds.
        """
        content = {"code": source, "silent": False, "store_history": True}
        content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
        asked = await self.send("execute_request", content)
        if kill_after is not None:
            asyncio.get_running_loop().call_later(kill_after, self.kill, self.pid)
        outputs, replied, idle = [], False, False
        while not (replied and idle):
            message = await self.receive(patience)
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "status" and content["execution_state"] in ("restarting", "autorestarting"):
                raise Killed
            if message["parent_header"].get("msg_id") != asked:
                continue
            if kind in ("stream", "display_data", "execute_result", "error"):
                outputs.append(output_from_msg(message))
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"
        return outputs

    def kill(self, pid):
        """Only a process that this hub has started."""
        for one in self.learner.hub.processes():
            if one.pid == pid:
                one.send_signal(signal.SIGKILL)


class Learner:
    """One learner, from the click on the link to the last save."""

    def __init__(self, number, hub, lesson, answers, seed):
        self.name, self.hub = f"learner{number:02}", hub
        self.lesson, self.answers = lesson, answers
        self.base = f"/user/{self.name}"
        self.random = random.Random(f"{seed} {number}")
        self.folder = hub.folder / "homes" / self.name / "dlscratch"
        self.passed, self.times, self.checks, self.kills, self.starts = set(), {}, [], 0, 0
        self.memory = {}

    async def call(self, method, path, body=None):
        return await self.hub.call(method, self.base + path, self.token, body)

    async def learn(self):
        start = time.monotonic()
        await self.log_in()
        self.times["server"] = time.monotonic() - start

        opened = time.monotonic()
        path = f"dlscratch/{self.lesson.notebook}"
        notebook, kernel = await self.open(path)
        for number, cell in enumerate(self.code(notebook)):
            cell["outputs"] = await kernel.run(cell["source"])
            if number == 0:
                self.times["first cell, from opening the notebook"] = time.monotonic() - opened
                self.times["first cell, from the click on the link"] = time.monotonic() - start
            await asyncio.sleep(self.random.random() / 2)  # they read, though fast
        self.times["whole lesson"] = time.monotonic() - opened
        await self.save(path, notebook)
        await self.exercises()
        self.memory = await asyncio.to_thread(memory, self.hub.processes(), self.name)

    async def log_in(self):
        api = f"/hub/api/users/{self.name}"
        await self.hub.call("POST", api, allow=(409,))
        self.token = (await self.hub.call("POST", f"{api}/tokens"))["token"]
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            server = (await self.hub.call("GET", api))["servers"].get("")
            if server is None:
                # At first; and again where it did not start, as when two servers that start at once
                # choose the same port. A learner then clicks on the hub's button.
                self.starts += 1
                await self.hub.call("POST", f"{api}/server", allow=(400,))
            elif server["ready"]:
                return
            await asyncio.sleep(0.5)
        raise Failure("The server does not start.")

    async def open(self, path):
        notebook = (await self.call("GET", f"/api/contents/{path}"))["content"]
        return notebook, await Kernel.open(self, path)

    async def save(self, path, notebook):
        body = {"type": "notebook", "format": "json", "content": notebook}
        await self.call("PUT", f"/api/contents/{path}", body)

    def code(self, notebook):
        return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    async def exercises(self):
        path = f"dlscratch/{self.lesson.exercises}"
        notebook, kernel = await self.open(path)
        cells = self.code(notebook)
        begin = cells[0]  # the imports
        begin["outputs"] = await kernel.run(begin["source"])
        for name in self.random.sample(sorted(self.answers), ANSWERED):
            call = f"check.{name}("
            cell = next(cell for cell in cells if f"\n{call}" in f"\n{cell['source']}")
            check = cell["source"][cell["source"].rindex(call) :]
            wrong, known, right = self.answers[name]
            steps = [(wrong, known), (right, None)]
            for answer, mistake in steps if self.random.random() < 0.8 else steps[:1]:
                cell["source"] = f"{answer}\n\n{check}"
                cell["outputs"] = await self.check(kernel, begin, cell)
                said = [one["data"].get(MIME) for one in cell["outputs"] if "data" in one]
                said = [(one["kind"] == "passed", one["mistake"]) for one in said if one]
                if said != [(mistake is None, mistake)]:
                    raise Failure(f"{name}, {mistake or 'right'}: the check shows {said}")
                await self.save(path, notebook)
                if mistake is None:
                    self.passed.add(name)

    async def check(self, kernel, begin, cell):
        """Run a check. If the kernel dies, begin again, as a learner does."""
        if self.random.random() < 0.25:
            self.kills += 1
            try:
                await kernel.run(cell["source"], kill_after=self.random.random() / 10)
                # It was faster: then the kernel dies now, or has just died.
                await kernel.run("import time; time.sleep(60)")
            except Killed:
                pass
            for _ in range(5):  # the server may tell of the death once more when all is well again
                try:
                    await kernel.wake()
                    await kernel.run(begin["source"])
                    break
                except Killed:
                    pass
        start = time.monotonic()
        outputs = await kernel.run(cell["source"])
        self.checks.append(time.monotonic() - start)
        return outputs

    def mistakes(self) -> list[str]:
        """What is not as it should be in this learner's folder, after the last save."""
        found = []
        for path in (self.lesson.notebook, self.lesson.exercises):
            saved = (self.folder / path).read_text(encoding="utf-8", errors="replace")
            wrong = damage(saved, (ROOT / path).read_text(encoding="utf-8"))
            found += [f"{self.name}: {path}: {wrong}"] if wrong else []
        for one in progress.read(self.folder):
            here = self.passed if one.lesson == self.lesson else set()
            if one.passed != here:
                found.append(f"{self.name}: the map says {sorted(one.passed)}, not {sorted(here)}")
        return found


def memory(processes, name=None) -> dict:
    """Megabytes of some processes, or of those of one learner among them.

    `pss` shares what processes have in common among them, and so adds up; `rss` counts it anew for
    each. Where there is no pss (only Linux has it), `uss` takes its place.
    """
    found = {"rss": 0, "pss": 0, "processes": 0}
    for one in processes:
        try:
            if name is None or one.environ().get("JUPYTERHUB_USER") == name:
                info = one.memory_full_info()
                found["rss"] += info.rss
                found["pss"] += getattr(info, "pss", info.uss)
                found["processes"] += 1
        except psutil.Error:
            pass  # it has just ended
    return {key: n // 2**20 if key != "processes" else n for key, n in found.items()}


# The class


async def teach(hub, learners, over, minutes):
    """Let all learn at once, and return what was measured and what went wrong."""

    async def late(learner):
        await asyncio.sleep(learner.random.random() * over)
        try:
            await learner.learn()
        except (Failure, Killed, OSError, HTTPClientError, WebSocketClosedError) as error:
            return f"{learner.name}: {error!r:.300}"

    async with asyncio.timeout(60 * minutes):
        await hub.ready()
        start = time.monotonic()
        said = await asyncio.gather(*map(late, learners))
        took = time.monotonic() - start
    total = await asyncio.to_thread(memory, hub.processes())
    mistakes = [one for one in said if one]
    for learner in learners:
        mistakes += learner.mistakes()
    steps = dict.fromkeys(step for learner in learners for step in learner.times)
    times = {step: summary([one.times[step] for one in learners if step in one.times])
             for step in steps}  # fmt: skip
    times["one check"] = summary([seconds for one in learners for seconds in one.checks])
    each = [one.memory for one in learners if one.memory]

    def of_all(what):
        return {key: what([one[key] for one in each]) for key in ("rss", "pss")} if each else {}

    return {
        "learners": len(learners),
        "minutes": round(took / 60, 1),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "seconds": times,
        "servers started once more": sum(one.starts - 1 for one in learners),
        "kernels killed": sum(one.kills for one in learners),
        "exercises passed": sum(len(one.passed) for one in learners),
        "MB for a learner, median": of_all(statistics.median),
        "MB for a learner, most": of_all(max),
        "MB in all, with the hub": total,
        "mistakes": mistakes,
    }  # fmt: skip


def tracked():
    """The course's own files, without what a clone has gathered beside them."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [name for name in names.split("\0") if name and (ROOT / name).is_file()]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--hub", type=Path, required=True, help="the venv with jupyterhub")
    parser.add_argument("--proxy", type=Path, required=True, help="npm's prefix with the proxy")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--lesson", type=lessons.find, default="01")
    parser.add_argument("--over", type=float, default=10, help="seconds in which all arrive")
    parser.add_argument("--minutes", type=float, default=20, help="when to give up")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()

    def end(signum, frame):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    AsyncHTTPClient.configure(None, max_clients=10 * options.learners)
    known = answers(options.lesson)
    if len(known) < ANSWERED:
        sys.exit(f"{options.lesson.stem} has only {len(known)} exercises that this can answer.")
    with tempfile.TemporaryDirectory(prefix="classroom-") as name:
        folder, names, hub = Path(name), tracked(), None
        try:
            for number in range(options.learners):
                home = folder / "homes" / f"learner{number:02}" / "dlscratch"
                for file in names:
                    (home / file).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(ROOT / file, home / file)
            hub = Hub(folder, options.hub.resolve(), options.proxy.resolve())
            make = functools.partial(
                Learner, hub=hub, lesson=options.lesson, answers=known, seed=options.seed
            )
            learners = [make(number) for number in range(options.learners)]
            result = asyncio.run(teach(hub, learners, options.over, options.minutes))
        except (Failure, TimeoutError) as error:
            sys.exit(str(error) or f"Not done after {options.minutes} minutes: stopped.")
        except KeyboardInterrupt:
            sys.exit("Stopped.")
        finally:
            if hub:
                hub.stop()
    print(json.dumps(result) if options.json else "\n".join(map(line, result.items())))
    sys.exit(1 if result["mistakes"] else 0)


def line(item):
    name, value = item
    if isinstance(value, dict):
        rows = "\n".join(f"    {key}: {one}" for key, one in value.items())
        return f"{name}:\n{rows}"
    return f"{name}: {value}"


if __name__ == "__main__":
    main()
