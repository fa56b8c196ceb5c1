"""The pages of the site, made from the course's notebooks.

The notebooks link to each other's cells as JupyterLab understands it, hold a second image for dark
pages where JupyterLab finds it, and say "Predict." before a result. Here each of these becomes what
a site has for it: anchors, two images of which the page shows one, and a result that opens on a
click.
"""

import base64
import hashlib
import html
import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell, new_output

from dlscratch.course import opening

PICTURES = Path("_static", "pictures")
TO_A_CELL = re.compile(r"\]\([^)#\s]*\.ipynb#cell-id=([\w-]+)\)")
LIVE = "<p><em>A still. Where this page runs, the picture moves.</em></p>"


class Pages:
    """Writes pages and their pictures into `folder`, with an anchor at each of the cells `aims`."""

    def __init__(self, folder: Path, aims: set[str]):
        self.folder, self.wanted = folder, aims

    @staticmethod
    def aims(notebook: Path) -> set[str]:
        """The cells to which the links in a notebook lead."""
        return set(re.findall(r"#cell-id=([\w-]+)", notebook.read_text(encoding="utf-8")))

    def write(self, source: Path, name: Path) -> None:
        """Make the page `name` of the notebook `source`."""
        notebook = nbformat.read(source, as_version=4)
        cells, asked = [], False
        for cell in notebook.cells:
            # Cells of the solutions have the names of those of the exercises, where links lead.
            aim = cell.id in self.wanted and name.parts[0] != "solutions"
            # Where HTML follows, which Sphinx hands on as it is, the name gets a line of its own.
            alone = cell.cell_type == "markdown" and cell.source.startswith("<")
            anchor = [f"[]{{#cell-{cell.id}}}\n" if alone else f"(cell-{cell.id})="] if aim else []
            if cell.cell_type == "markdown":
                asked = bool(opening.ASKS.search(cell.source))
                cell.source = "\n".join([*anchor, TO_A_CELL.sub(r"](#cell-\1)", cell.source)])
            else:
                cell.source = cell.source.removeprefix(opening.LINES).strip()
                if not cell.source:
                    continue  # a site has nothing to fetch
                cells += map(new_markdown_cell, anchor)
                cell.outputs = [self._shown(output, cell) for output in cell.outputs]
                if asked:
                    cell.metadata["tags"] = ["hide-output", *cell.metadata.get("tags", [])]
                asked = False
            cells.append(cell)
        notebook.cells = cells
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, self.folder / name)

    def _shown(self, output, cell):
        """An output as the site shows it: a picture as two files, for light pages and for dark."""
        data = output.get("data", {})
        for kind in [kind for kind in data if kind.startswith("application/")]:
            del data[kind]  # a check's verdict for the map; the page shows its HTML
        if "text/html" in data:  # the map's links
            data["text/html"] = re.sub(r'(href="[^":]+)\.ipynb"', r'\1.html"', data["text/html"])
        if "image/png" not in data:
            return output
        shown = output.metadata["image/png"]
        words, still = data["text/plain"], "output-not-stored" in cell.metadata.get("tags", [])
        light = self._image(data["image/png"], words, shown, "only-light")
        dark = self._image(shown["dark"], words, shown, "only-dark")
        return new_output("display_data", {"text/html": light + dark + LIVE * still})

    def _image(self, image, words, size, kind):
        content = base64.b64decode(image)
        file = PICTURES / f"{hashlib.sha256(content).hexdigest()[:16]}.png"
        (self.folder / file).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / file).write_bytes(content)
        return (
            f'<img src="../{file.as_posix()}" alt="{html.escape(words)}" class="{kind}" '
            f'width="{size["width"]}" height="{size["height"]}" loading="lazy">\n'
        )
