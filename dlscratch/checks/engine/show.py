"""Shows a verdict, a hint or a solution: as HTML in a notebook, as plain text elsewhere."""

import html
import re
import sys

MIME = "application/vnd.dlscratch+json"
STYLES = {  # kind: its word, and a colour of JupyterLab's theme with a fallback
    "passed": ("Passed", "var(--jp-success-color1, #388e3c)"),
    "wrong": ("Not yet", "var(--jp-warn-color1, #f57c00)"),
    "todo": ("To do", "var(--jp-info-color1, #0097a7)"),
    "error": ("Error", "var(--jp-error-color1, #d32f2f)"),
    "timeout": ("Took too long", "var(--jp-error-color1, #d32f2f)"),
}
GREY = "var(--jp-border-color0, #9e9e9e)"
CODE = "margin: 0.2em 0 0.2em 1em; font-family: var(--jp-code-font-family, monospace);"


def verdict(exercise, verdict):
    """Show a verdict; programs that read the notebook find its kind and mistake under MIME, and
    whether a right answer is slow."""
    word, colour = STYLES[verdict.kind]
    text = verdict.message
    if verdict.kind != "passed":
        text += f"\nFor a hint: `check.{exercise.name}.hint()`"
    data = {"exercise": exercise.id, "kind": verdict.kind, "mistake": verdict.mistake}
    if verdict.slow:
        data["slow"] = True
    show(f"{word}: {exercise.name}", text, colour, {MIME: data})


def show(title, text, colour=GREY, more=None):
    """Show a title and lines of text: `code` in backticks, or on lines indented by four."""
    plain = f"{title}\n{text}"
    if shell() is None:
        print(plain)
        return
    from IPython.display import display

    display({"text/plain": plain, "text/html": _html(title, text, colour)} | (more or {}), raw=True)


def shell():
    """IPython's running shell, or None. IPython is not imported for this."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _html(title, text, colour):
    style = (
        f"border-left: 4px solid {colour}; padding: 0.2em 0.8em; "
        "color: var(--jp-content-font-color1, inherit); "
        "font-family: var(--jp-content-font-family, sans-serif);"
    )
    title = f"<div><strong>{html.escape(title)}</strong></div>"
    # A status: a screen reader says it as soon as it is there, so that nobody must look for it.
    blocks = "".join(map(_block, _blocks(text)))
    return f'<div role="status" style="{style}">{title}{blocks}</div>'


def _blocks(text):
    """Each line by itself, but lines of code that follow each other together."""
    return re.findall(r"(?m)(?:^    .*\n?)+|^(?!    ).+", text)


def _block(block):
    if block.startswith("    "):
        code = "\n".join(line[4:] for line in block.rstrip("\n").split("\n"))
        return f'<pre style="{CODE}">{html.escape(code)}</pre>'
    return "<div>" + re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(block)) + "</div>"


# The names that every exercise cell needs --------------------------------------------------------

NAMES = ("check", "____")
_seen: dict = {}


def watch():
    """From now on, say so when a cell of this notebook gives `check` or `____` another value."""
    running = shell()
    if running is not None and not _seen:
        _seen.update(dict.fromkeys(NAMES))
        running.events.register("post_run_cell", _look)


def _look(result=None):
    """After a cell: is each name still the kind of thing that it was?"""
    names = shell().user_ns
    for name in NAMES:
        value = names.get(name)
        ours = type(value).__module__.startswith("dlscratch.checks.")
        if _seen[name] and not ours:
            text = "Run the first cell again to bring it back, and choose another name here."
            show(f"The name {name} has lost its meaning", f"The checks need it. {text}")
        _seen[name] = ours
