// A picture that is sent from Python, and the pointer and the arrow keys that are sent back.
// Places are shares of the picture's width and height, from its upper left corner.

// Whether the page is dark: JupyterLab says so, and VS Code; of others, what their reader prefers.
const system = window.matchMedia("(prefers-color-scheme: dark)");
function isDark() {
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (jpThemeLight) return jpThemeLight === "false";
  if (vscodeThemeKind) return ["vscode-dark", "vscode-high-contrast"].includes(vscodeThemeKind);
  return system.matches;
}

function render({ model, el }) {
  const image = document.createElement("img");
  image.className = "dlscratch-live";
  image.draggable = false;
  image.tabIndex = 0;
  image.style.cssText =
    "display: block; max-width: 100%; height: auto; border-radius: 4px; " +
    "touch-action: none; user-select: none;";
  image.style.cursor = model.get("pointed") ? "crosshair" : "default";
  el.append(image);

  const show = () => {
    const last = image.src;
    image.src = URL.createObjectURL(new Blob([model.get("jpeg")], { type: "image/jpeg" }));
    if (last) image.addEventListener("load", () => URL.revokeObjectURL(last), { once: true });
  };
  const size = () => (image.width = model.get("width"));
  const describe = () => (image.alt = model.get("alt"));
  for (const [name, update] of [["jpeg", show], ["width", size], ["alt", describe]]) {
    model.on(`change:${name}`, update);
    update();
  }

  const tell = () => {
    if (el.closest("[inert]")) return; // its kernel has ended: nobody listens
    if (model.get("dark") === isDark() && model.get("sharpness") === window.devicePixelRatio) return;
    model.set({ dark: isDark(), sharpness: window.devicePixelRatio });
    model.save_changes();
  };
  const theme = new MutationObserver(tell);
  theme.observe(document.body, {
    attributeFilter: ["data-jp-theme-light", "data-vscode-theme-kind"],
  });
  system.addEventListener("change", tell);
  tell();

  // One message at a time. While Python is drawing, presses and keys wait for their turn; of a
  // drag, only the latest place is kept.
  let busy = false;
  const waiting = [];
  const send = (message) => {
    if (busy) {
      if (message.drag && waiting.at(-1)?.drag) waiting.pop();
      waiting.push(message);
      return;
    }
    busy = true;
    model.send(message);
  };
  model.on("msg:custom", () => {
    busy = false;
    if (waiting.length) send(waiting.shift());
  });
  const point = (event, drag) => {
    if (!model.get("pointed")) return;
    const box = image.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    send({ x: Math.min(Math.max(x, 0), 1), y: Math.min(Math.max(y, 0), 1), drag });
  };
  image.addEventListener("pointerdown", (event) => {
    image.setPointerCapture(event.pointerId);
    image.focus({ preventScroll: true }); // or the press would be taken for one elsewhere
    point(event, false);
  });
  image.addEventListener("pointermove", (event) => {
    if (image.hasPointerCapture(event.pointerId)) point(event, true);
  });
  image.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") || !model.get("pointed")) return;
    event.preventDefault();
    event.stopPropagation(); // or the notebook would go to another cell
    if (event.repeat && busy) return; // a key that is held down stops when it is let go
    send({ key: event.key.slice(5).toLowerCase() });
  });
  return () => {
    theme.disconnect();
    system.removeEventListener("change", tell);
  };
}
export default { render };
