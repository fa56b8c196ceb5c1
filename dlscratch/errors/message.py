"""What an exception says of itself."""

import re

from dlscratch.errors.values import TICK, family, short


def first_line(error, most=200) -> str:
    """The exception's own first words, in one line; a learner's `__str__` is not called."""
    said = whole(error).partition("\n")[0].replace("`", TICK)
    said = " ".join(said.split())
    return said if len(said) <= most else said[:most].rpartition(" ")[0] + " …"


def whole(error) -> str:
    """All that an exception says, but no place in memory."""
    owner = next(kind for kind in type(error).__mro__ if "__str__" in vars(kind))
    harmless = all(family(part) != "object" for part in error.args)
    if owner.__module__.startswith("numpy") or (owner.__module__ == "builtins" and harmless):
        said = str(error)
    else:
        said = ", ".join(short(part) for part in error.args)
    said = re.sub(r"\x1b\[[0-9;]*m", "", said)  # colours, as PyTorch's `torch.load` has them
    return re.sub(" at 0x[0-9a-fA-F]+", "", said).strip()
