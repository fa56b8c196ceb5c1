"""The tests of the package, in its own folders."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
