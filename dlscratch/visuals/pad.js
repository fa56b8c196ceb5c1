// A pad to draw on, with mouse, finger, pen or keyboard. Its value is what was drawn, in 56 × 56
// grey pixels of a byte each, 0 for paper and 255 for ink.
const SIDE = 224;
const PIXELS = 56;
const STEP = 8; // of the pen that the arrow keys move

function render({ model, el }) {
  const frame = document.createElement("div");
  const outside = SIDE + 2; // with the border
  frame.style.cssText =
    `position: relative; width: ${outside}px; height: ${outside}px; margin: 4px;`;
  const pad = document.createElement("canvas");
  pad.width = pad.height = SIDE;
  pad.tabIndex = 0;
  pad.setAttribute("role", "img");
  pad.setAttribute(
    "aria-label",
    "Pad for a digit. With the keyboard: the arrow keys move the pen, the space bar lowers and " +
      "lifts it, Delete wipes the pad.",
  );
  pad.style.cssText =
    "background: white; border: 1px solid #767676; border-radius: 4px; touch-action: none; " +
    "cursor: crosshair;";
  const ring = document.createElement("div"); // where the keyboard's pen is
  ring.style.cssText =
    "position: absolute; width: 14px; height: 14px; border: 2px solid #0072b2; " +
    "border-radius: 50%; transform: translate(-50%, -50%); pointer-events: none; display: none;";
  frame.append(pad, ring);
  el.append(frame);

  const suit = () => (pad.style.filter = model.get("dark") ? "invert(0.93)" : "");
  model.on("change:dark", suit);
  suit();

  const paper = pad.getContext("2d");
  paper.lineWidth = 18;
  paper.lineCap = paper.lineJoin = "round";
  const small = document.createElement("canvas");
  small.width = small.height = PIXELS;
  const copy = small.getContext("2d", { willReadFrequently: true });

  const tell = () => {
    copy.clearRect(0, 0, PIXELS, PIXELS);
    copy.drawImage(pad, 0, 0, PIXELS, PIXELS);
    const alpha = copy.getImageData(0, 0, PIXELS, PIXELS).data.filter((_, i) => i % 4 === 3);
    model.set("value", new DataView(new Uint8Array(alpha).buffer));
    model.save_changes();
  };
  let waiting = false; // while the pen moves, the value follows ten times a second
  const tellSoon = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => ((waiting = false), tell()), 100);
  };
  const line = (from, to) => {
    paper.beginPath();
    paper.moveTo(from.x, from.y);
    paper.lineTo(to.x, to.y);
    paper.stroke();
  };
  const wipe = () => {
    paper.clearRect(0, 0, SIDE, SIDE);
    tell();
  };
  model.on("msg:custom", wipe);

  let last = null;
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    last = place(event);
    line(last, last);
    tellSoon();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = place(event);
    line(last, next);
    last = next;
    tellSoon();
  });
  const lift = () => {
    if (last) tell();
    last = null;
  };
  pad.addEventListener("pointerup", lift);
  pad.addEventListener("pointercancel", lift);

  let pen = { x: SIDE / 2, y: SIDE / 2 };
  let down = false;
  const showPen = () => {
    ring.style.left = `${pen.x}px`;
    ring.style.top = `${pen.y}px`;
    ring.style.background = down ? "#0072b2" : "transparent";
  };
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pad.addEventListener("keydown", (event) => {
    if (event.key in moves) {
      const [x, y] = moves[event.key];
      const within = (n) => Math.min(Math.max(n, 12), SIDE - 12);
      const next = { x: within(pen.x + STEP * x), y: within(pen.y + STEP * y) };
      if (down) line(pen, next);
      pen = next;
    } else if (event.key === " ") {
      down = !down;
      if (down) line(pen, pen);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      wipe();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation(); // or the notebook would take the key as its own
    ring.style.display = "block";
    showPen();
    if (down) tellSoon();
  });
  pad.addEventListener("blur", () => (ring.style.display = "none"));
}
export default { render };
