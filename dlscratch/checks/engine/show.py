"""Shows a verdict, a hint or a solution."""

from dlscratch.errors.show import shell, show

MIME = "application/vnd.dlscratch+json"
STYLES = {  # kind: its word, and a colour of JupyterLab's theme with a fallback
    "passed": ("Passed", "var(--jp-success-color1, #388e3c)"),
    "wrong": ("Not yet", "var(--jp-warn-color1, #f57c00)"),
    "todo": ("To do", "var(--jp-info-color1, #0097a7)"),
    "error": ("Error", "var(--jp-error-color1, #d32f2f)"),
    "timeout": ("Took too long", "var(--jp-error-color1, #d32f2f)"),
}


def verdict(exercise, verdict, counts=None):
    """Show a verdict; programs that read the notebook find its kind and mistake under MIME,
    whether a right answer is slow, and the counts of tries where there are any."""
    word, colour = STYLES[verdict.kind]
    text = verdict.message
    if verdict.kind != "passed":
        text += f"\nFor a hint: `check.{exercise.name}.hint()`"
    data = {"exercise": exercise.id, "kind": verdict.kind, "mistake": verdict.mistake}
    data |= ({"slow": True} if verdict.slow else {}) | (counts or {})
    show(f"{word}: {exercise.name}", text, colour, {MIME: data})


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
