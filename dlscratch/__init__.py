"""Deep Learning from Scratch: the package that the course builds, in plain NumPy."""

import os
import sys

from dlscratch import browser

__version__ = "0.1.0"

if browser.HERE:
    browser.settle_in()

if "IPython" in sys.modules and os.environ.get("DLSCRATCH_ERRORS") != "off":
    from dlscratch import errors

    errors.on()  # an error in a notebook gets some plain words below its traceback
