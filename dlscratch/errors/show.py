"""Shows a few sentences below a cell: as HTML in a notebook, as plain text elsewhere."""

import html
import re
import sys

GREY = "var(--jp-border-color0, #9e9e9e)"
CODE = "margin: 0.2em 0 0.2em 1em; font-family: var(--jp-code-font-family, monospace);"


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
