"""The pages of the site, made from the course's notebooks: what Sphinx reads.

The notebooks link to each other's cells as JupyterLab understands it, hold a second image for dark
pages where JupyterLab looks for it, and say "Predict." before a result. Here each of these becomes
what a site has for it: anchors, two images of which the page shows one, and a result that opens on
a click.
"""

import base64
import hashlib
import html
import re
from pathlib import Path

import nbformat

from dlscratch.course import lessons

PICTURES = Path("_static", "pictures")
ASKS = re.compile(r"\*\*(Predict|Guess)\.\*\*")
TO_A_CELL = re.compile(r"\]\([^)#\s]*\.ipynb#cell-id=([\w-]+)\)")
A_CELL = re.compile(r"#cell-id=([\w-]+)")


class Pages:
    """Writes pages into `folder`, the source of the site, with their pictures."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.aims: set[str] = set()  # the cells that some link leads to

    def gather(self, *notebooks: Path) -> None:
        """Find out which cells need an anchor: those that a link in these notebooks names."""
        for path in notebooks:
            self.aims |= set(A_CELL.findall(path.read_text(encoding="utf-8")))

    def write(self, source: Path, name: Path) -> None:
        """Make the page `name` of the notebook `source`."""
        notebook = nbformat.read(source, as_version=4)
        asked = False
        cells = []
        for cell in notebook.cells:
            aim = [f"(cell-{cell.id})="] if cell.id in self.aims else []
            if cell.cell_type == "markdown":
                asked = bool(ASKS.search(cell.source))
                cell.source = "\n".join([*aim, TO_A_CELL.sub(r"](#cell-\1)", cell.source)])
            else:
                if aim:
                    cells.append(nbformat.v4.new_markdown_cell(aim[0]))
                if asked:
                    cell.metadata.setdefault("tags", []).append("hide-output")
                cell.outputs = [self._shown(output) for output in cell.outputs]
                asked = False
            cells.append(cell)
        notebook.cells = cells
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)

    def _shown(self, output):
        """An output, with a picture as two files: one for light pages and one for dark ones."""
        image = output.get("data", {}).get("image/png")
        if not image:
            return output
        size = output.metadata.get("image/png", {})
        words = html.escape(output.data.get("text/plain", ""))
        dark = size.get("dark")
        tags = [self._image(image, words, size, "only-light" if dark else "")]
        if dark:
            tags.append(self._image(dark, words, size, "only-dark"))
        return nbformat.v4.new_output("display_data", {"text/html": "\n".join(tags)})

    def _image(self, image, words, size, kind):
        content = base64.b64decode(image)
        file = PICTURES / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_bytes(content)
        measures = "".join(f' {side}="{size[side]}"' for side in ("width", "height") if side in size)
        return f'<img src="../{file.as_posix()}" alt="{words}" class="{kind}"{measures} loading="lazy">'
