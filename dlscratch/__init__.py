"""Deep Learning from Scratch: the package that the course builds, in plain NumPy."""

__version__ = "0.1.0"
