"""Runs what a saved notebook defines, so that nothing in it can hurt, and says what went wrong."""

import textwrap

from dlscratch.checks.engine.run import Refuse, must_not_run, run

SECONDS = 5  # for one part of a library


def guarded() -> bool:
    """Whether a check is running already, whose limits hold here, too."""
    try:
        must_not_run()
    except RuntimeError:
        return True
    return False


def trouble(call) -> str:
    """What goes wrong in `call()`, as the end of a sentence; empty if nothing does."""
    if guarded():
        try:
            call()
        except Exception as error:
            return f"ends in {type(error).__name__}"
        return ""
    outcome = run(call, (), SECONDS)
    if isinstance(outcome.error, KeyboardInterrupt):
        raise outcome.error  # Ctrl+C is meant for all of this
    if outcome.timed_out:
        return "takes too long"
    if isinstance(outcome.error, Refuse):  # `input()`, or a debugger
        return "waits for the keyboard"
    return f"ends in {_words(outcome.error)}" if outcome.error else ""


def _words(error):
    """An error in a few words, whatever its class makes of them."""
    kind = type(error).__name__
    said = str(run(lambda: " ".join(f"{error}".split()), (), 1).output or "")
    said = "".join(letter for letter in said if letter.isprintable() and letter != "`")
    return f"{kind}: {textwrap.shorten(said, 80, placeholder=' …')}" if said else kind
