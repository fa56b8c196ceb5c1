"""What names stand for where an exception came from; nothing of the learner's is called."""

import builtins
import difflib
import re
import types


def innermost(error):
    trace = error.__traceback__
    while trace.tb_next:
        trace = trace.tb_next
    return trace


def known(spot, name):
    names = spot.frame.f_globals | dict(spot.frame.f_locals)
    return names.get(name, getattr(builtins, name, None))


def function_called(spot, owner, name, answer):
    """The learner's function that a message names: "name()", or "owner.name()"."""
    if not owner:
        found = known(spot, name) if spot else None
        return found if isinstance(found, types.FunctionType) else None
    near = [known(spot, owner), *(type(value) for _, value in values_of(spot))] if spot else []
    for kind in (answer, *near):
        if isinstance(kind, type) and kind.__name__ == owner:
            found = vars(kind).get(name)
            return found if isinstance(found, types.FunctionType) else None
    return None


def values_of(spot):
    """The names in the learner's line that have a value, and these: [("self.x", 3), …]."""
    names = spot.frame.f_globals | dict(spot.frame.f_locals)
    for name in dict.fromkeys(re.findall(r"(?<![\w.'\"])(?:self\.)?[A-Za-z_]\w*", spot.line)):
        owner, dot, attribute = name.rpartition(".")
        values = attributes(names.get(owner)) if dot else names
        if attribute in values:
            yield name, values[attribute]


def attributes(thing):
    """What is in an object itself; nothing that its class computes."""
    try:
        return object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}


def meant(error, spot):
    """The name that was probably meant."""
    if isinstance(error, AttributeError):
        names = [*attributes(error.obj), *dir(type(error.obj))]
    else:
        names = [*spot.frame.f_locals, *spot.frame.f_globals, *dir(builtins)]
    near = difflib.get_close_matches(error.name, {*names} - {error.name}, 1, 0.75)
    return near[0] if near and near[0][:1].isupper() == error.name[:1].isupper() else None
