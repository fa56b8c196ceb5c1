"""Jupyter sooner: a grammar of web addresses is read when it is first asked, which is hardly ever.

jsonschema, with which Jupyter checks notebooks, reads it as soon as it is imported. That takes
longer than all else that nbformat imports, and no notebook holds an address that it is for.
"""

import importlib
import importlib.util
import sys
import types

NAME = "rfc3987_syntax"


class Later(types.ModuleType):
    """Stands for the module until it is needed."""

    def is_valid_syntax(self, term, value):
        """The one thing that jsonschema takes from there."""
        if sys.modules.get(NAME) is self:
            del sys.modules[NAME]
        return importlib.import_module(NAME).is_valid_syntax(term, value)


def put_off() -> None:
    """To be called before Jupyter is imported. Does nothing where the module is not installed."""
    if NAME not in sys.modules and (spec := importlib.util.find_spec(NAME)):
        sys.modules[NAME] = Later(NAME)
        sys.modules[NAME].__spec__ = spec
