"""Shows a verdict, a hint or a solution: as HTML in a notebook, as plain text elsewhere."""

import html
import re
import sys

MIME = "application/vnd.dlscratch+json"
WORDS = {
    "passed": "Passed",
    "wrong": "Not yet",
    "todo": "To do",
    "error": "Error",
    "timeout": "Took too long",
}
COLOURS = {  # JupyterLab's own, so that they suit its theme
    "passed": "var(--jp-success-color1, #388e3c)",
    "wrong": "var(--jp-warn-color1, #f57c00)",
    "todo": "var(--jp-info-color1, #0097a7)",
    "error": "var(--jp-error-color1, #d32f2f)",
    "timeout": "var(--jp-error-color1, #d32f2f)",
}


def verdict(exercise, verdict):
    """Show a verdict, and for a program that reads the notebook its kind and mistake."""
    text = verdict.message
    if verdict.kind != "passed":
        text += f"\nFor a hint: `check.{exercise.name}.hint()`"
    data = {"exercise": exercise.id, "kind": verdict.kind, "mistake": verdict.mistake}
    show(f"{WORDS[verdict.kind]}: {exercise.name}", text, COLOURS[verdict.kind], data)


def show(title, text, colour="var(--jp-border-color1, #9e9e9e)", data=None):
    """Show a title and some lines; words in `backticks` and lines indented by four are code."""
    plain = f"{title}\n{text}"
    shell = sys.modules.get("IPython") and sys.modules["IPython"].get_ipython()
    if not shell:
        print(plain)
        return
    from IPython.display import display

    bundle = {"text/plain": plain, "text/html": _html(title, text, colour)}
    display(bundle | ({MIME: data} if data else {}), raw=True)


def _html(title, text, colour):
    style = (
        f"border-left: 4px solid {colour}; padding: 0.2em 0.8em; "
        "color: var(--jp-content-font-color1, inherit); "
        "font-family: var(--jp-content-font-family, sans-serif)"
    )
    parts = [f"<div><strong>{html.escape(title)}</strong></div>"]
    for indented, lines in _blocks(text):
        if indented:
            code = html.escape("\n".join(lines))
            parts.append(f'<pre style="margin: 0.3em 0">{code}</pre>')
        else:
            parts += [f"<div>{_inline(line)}</div>" for line in lines]
    return f'<div style="{style}">{"".join(parts)}</div>'


def _blocks(text):
    """Runs of lines that are, or are not, indented by four."""
    blocks = []
    for line in text.split("\n"):
        indented = line.startswith("    ")
        if not blocks or blocks[-1][0] != indented:
            blocks.append((indented, []))
        blocks[-1][1].append(line[4:] if indented else line)
    return blocks


def _inline(line):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(line))
