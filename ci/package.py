"""What hatchling asks while it builds the package: which pages go into it, and whose they are.

The wheel holds the pages as dlscratch/pages/, the sdist holds them where they lie. A page into
which somebody has written, or an exercise that has been run, is refused: all learners would get it.
An editable install takes no pages along, since those of the clone lie beside it.
"""

import hashlib
import json
import re
from collections import Counter
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WEIGHTS = "weights/ready.safetensors"
PLACES = {"wheel": "dlscratch/pages/", "sdist": ""}
RUN_BEFORE = ("solutions",)  # the pages that are kept with their outputs


class Pages(BuildHookInterface):
    """Named in pyproject.toml."""

    def initialize(self, version, build_data):
        if version != "editable":
            root = Path(self.root)
            place = PLACES[self.target_name]
            found = {name: place + name for name in [*pages(root), WEIGHTS]}
            for name in found:
                if trouble := check(root / name):
                    raise SystemExit(f"{name} {trouble}")
            build_data["force_include"] |= found


def pages(root: Path) -> list[str]:
    """The notebooks that lessons/ has texts for, by their paths. No other goes into the package."""
    found = ["notebooks/words.ipynb"]
    for text in sorted((root / "lessons").glob("*.py")):
        if text.stem.endswith("_exercises"):
            solutions = text.stem.removesuffix("exercises") + "solutions"
            found += [f"exercises/{text.stem}.ipynb", f"solutions/{solutions}.ipynb"]
        else:
            found.append(f"notebooks/{text.stem}.ipynb")
    return found


def check(path: Path) -> str:
    """What is wrong with a file of the pages, as the end of a sentence; nothing if it is right.

    The build has given each cell a name that comes from its content, as dlscratch/course/pages.py
    says. So a cell of code that was changed bears the name of what it was.
    """
    name, number = f"{path.parent.name}/{path.name}", path.name[:2]
    if not path.is_file():
        return f"is missing: bring it back with  git checkout -- {name} ."
    if path.suffix != ".ipynb":
        return ""
    again = f"build it anew with  python ci/build.py {number} , then build the package."
    if path.parent.name == "exercises":
        again = f"give it back with  python -m dlscratch reset {number} , then build the package."
    seen: Counter = Counter()
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        seen[source] += 1
        if cell["cell_type"] != "code" and re.fullmatch("[0-9a-f]{12}", cell["id"]):
            continue  # its marks were replaced after it got its name
        ran = cell.get("outputs") or cell.get("execution_count")
        if ran and path.parent.name not in RUN_BEFORE:
            return f"has been run: {again}"
        written = hashlib.sha256(f"code\n{source}\n{seen[source]}".encode()).hexdigest()[:12]
        if cell["id"] != written:
            return f"is not as the course has written it: {again}"
    return ""
