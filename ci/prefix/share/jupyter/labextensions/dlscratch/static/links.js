// A link to a cell opens its notebook there. But while the cells above it are still being drawn, the
// page moves on, often past the heading: follow the cell until it stays, or the reader scrolls.
const STAYS = 30; // frames without a move
const LONGEST = 1200; // frames until a notebook has opened

export function activate(app) {
  const clicked = (event) => {
    const id = event.target.closest?.("a")?.href.match(/#cell-id=([\w-]+)$/)?.[1];
    if (id) follow(app, id);
  };
  document.addEventListener("click", clicked, true);
}

function follow(app, id) {
  const reader = new AbortController();
  for (const kind of ["wheel", "pointerdown", "keydown"])
    window.addEventListener(kind, () => reader.abort(), { capture: true, signal: reader.signal });
  let still = 0;
  let frames = 0;
  const look = () => {
    const notebook = app.shell.currentWidget?.content;
    const cell = notebook?.widgets?.find?.((one) => one.model?.id === id);
    if (cell?.node.isConnected) {
      const top = (node) => node.getBoundingClientRect().top;
      const place = () => top(cell.node) - top(notebook.outerNode);
      const before = place();
      if (Math.abs(before) > 2) cell.node.scrollIntoView();
      still = Math.abs(place() - before) > 2 ? 0 : still + 1; // near the end it cannot come higher
    }
    if (still === STAYS || ++frames === LONGEST) reader.abort();
    if (!reader.signal.aborted) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
