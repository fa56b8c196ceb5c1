"""Some plain words below a traceback: what went wrong, where, and which shapes met there.

    from dlscratch import errors

    errors.off()              # only Python's own words, in this kernel
    errors.on()               # the plain words again
    print(errors.explain(e))  # of an exception that was caught

In a notebook `import dlscratch` switches this on, unless the environment variable DLSCRATCH_ERRORS
is "off". The traceback stays as it is. Nothing of yours is run again: what is said comes from the
exception, from the text of the line that stopped, and from what its names stand for.
"""

import sys

__all__ = ["explain", "leave_alone", "off", "on"]
_left_alone: list = []


def explain(error):
    """The Explanation of an exception that was raised, or None where nothing certain is known.

    An Explanation has `kind`, the name of the function that knows this sort of exception; `says`,
    a few sentences; `where`, your line; and `shapes`, what met there. `str` of it is all of that.
    """
    from dlscratch.errors import explanation  # only now: most cells have no error

    return explanation.explain(error)


def on() -> None:
    """From now on, explain the exceptions of this notebook. Does nothing outside of one."""
    if shell := _shell():
        shell.events.register("post_run_cell", _after_cell)


def off() -> None:
    """Leave exceptions to Python's own words."""
    shell = _shell()
    if shell and _after_cell in shell.events.callbacks["post_run_cell"]:
        shell.events.unregister("post_run_cell", _after_cell)


def leave_alone(hunted) -> None:
    """Show nothing where the function `hunted` says True, given a cell's text and its exception:
    there the learner is to read the traceback without help."""
    if hunted not in _left_alone:
        _left_alone.append(hunted)


def _shell():
    """IPython's running shell, or None. IPython is not imported for this."""
    ipython = sys.modules.get("IPython")
    return ipython and ipython.get_ipython()


def _after_cell(result):
    """Show what is known of the exception that ended a cell, if one did."""
    error = result.error_in_exec or result.error_before_exec
    if error is None:
        return
    try:
        if any(hunted(result.info.raw_cell, error) for hunted in _left_alone):
            return
        if found := explain(error):
            from dlscratch.errors.show import show

            show("In plain words", str(found))
    except Exception:  # whoever has an error to mend needs no second one
        pass
