"""What is asked before an edition is published:   python ci/release.py v0.1.0 dist

The tag names the version, every text knows it, and the folder holds its wheel and its sdist, and
nothing else. CONTRIBUTING.md says how a release is made.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = {
    "dlscratch/__init__.py": r'(?m)^__version__ = "(.+)"$',
    "CITATION.cff": r"(?m)^version: (.+)$",
    "CHANGELOG.md": r"(?m)^## (\S+)",  # the newest edition stands first
}


def versions(root: Path) -> dict[str, str]:
    """The version as each file says it."""
    texts = {name: (root / name).read_text(encoding="utf-8") for name in PLACES}
    return {name: re.search(sign, texts[name])[1] for name, sign in PLACES.items()}


def problems(tag: str, folder: Path, root: Path = ROOT) -> list[str]:
    """Why this must not be published, a sentence each."""
    found = versions(root)
    version = found["dlscratch/__init__.py"]
    said = [f"{name} says {one}, and dlscratch/__init__.py says {version}."
            for name, one in found.items() if one != version]  # fmt: skip
    if tag != f"v{version}":
        said.append(f"The tag is {tag}, and the version is {version}.")
    wanted = {f"dlscratch-{version}-py3-none-any.whl", f"dlscratch-{version}.tar.gz"}
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if there != wanted:
        said.append(f"{folder} holds {sorted(there)}, and should hold {sorted(wanted)}.")
    return said


if __name__ == "__main__":
    tag, folder = sys.argv[1:]
    sys.exit("\n".join(problems(tag, Path(folder))) or 0)
