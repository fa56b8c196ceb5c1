"""The numbers of a filter, as fields: to type into, to step with the arrow keys, to drag."""

from pathlib import Path

import anywidget
import numpy as np
import traitlets


class Numbers(anywidget.AnyWidget):
    """A field for each number of a filter. Its value: a list of rows."""

    _esm = Path(__file__).with_name("filter_numbers.js")
    value = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    dark = traitlets.Bool(False).tag(sync=True)

    def __init__(self, values):
        super().__init__(value=np.asarray(values, float).tolist())

    def write(self, values):
        """Exchange all numbers at once."""
        self.value = np.asarray(values, float).tolist()
