// The numbers of a filter in a square of fields. A number is typed, stepped with the arrow keys, or
// dragged up and down with the mouse or a finger.
const STEP = 0.5; // of an arrow key
const DRAG = 12; // pixels for a tenth
const RED = "#d6604d";
const BLUE = "#4393c3";

// A number with either minus sign, and with a point or a comma; of nothing, NaN.
const parse = (text) => Number(text.trim().replace("−", "-").replace(",", ".") || NaN);

function render({ model, el }) {
  const square = document.createElement("div");
  square.setAttribute("role", "group");
  square.setAttribute("aria-label", "the numbers of the filter");
  const columns = model.get("value")[0].length;
  square.style.cssText = "display: grid; gap: 2px; margin: 4px;";
  square.style.gridTemplateColumns = `repeat(${columns}, 56px)`;
  const note = document.createElement("div");
  note.textContent = "type, press ↑ ↓, or drag up and down";
  note.style.cssText =
    "font-size: 11px; line-height: 1.3; max-width: 176px; margin: 4px; " +
    "color: var(--jp-ui-font-color2, #616161);";
  el.append(square, note);

  const fields = [];
  const set = (row, column, value) => {
    const rows = model.get("value").map((numbers) => [...numbers]);
    rows[row][column] = Math.round(1000 * value) / 1000 || 0;
    model.set("value", rows);
    model.save_changes();
  };
  const show = () => {
    const rows = model.get("value");
    const largest = Math.max(...rows.flat().map(Math.abs)) || 1;
    const ground = model.get("dark") ? "#111111" : "#ffffff";
    for (const { field, row, column } of fields) {
      const value = rows[row][column];
      const strength = Math.round((60 * Math.abs(value)) / largest);
      const colour = value < 0 ? BLUE : RED;
      field.style.background = `color-mix(in srgb, ${colour} ${strength}%, ${ground})`;
      field.style.color = model.get("dark") ? "#ffffff" : "#1a1a1a";
      // What is being typed stays as it is.
      if (parse(field.value) !== value)
        field.value = String(Math.round(100 * value) / 100).replace("-", "−");
    }
  };

  model.get("value").forEach((numbers, row) =>
    numbers.forEach((_, column) => {
      const field = document.createElement("input");
      field.className = "dlscratch-number";
      field.type = "text";
      field.inputMode = "decimal";
      field.autocomplete = "off";
      field.setAttribute("aria-label", `row ${row + 1}, column ${column + 1}`);
      field.style.cssText =
        "width: 56px; height: 56px; box-sizing: border-box; text-align: center; padding: 0; " +
        "font-size: 15px; border: 1px solid #767676; border-radius: 3px; touch-action: none; " +
        "cursor: ns-resize;";
      const now = () => model.get("value")[row][column];
      field.addEventListener("input", () => {
        const typed = parse(field.value);
        if (Number.isFinite(typed)) set(row, column, typed);
      });
      field.addEventListener("blur", () => {
        field.value = "";
        show();
      });
      field.addEventListener("keydown", (event) => {
        event.stopPropagation(); // or the notebook would take some keys as its own
        const step = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
        if (!step) return;
        event.preventDefault();
        set(row, column, now() + step);
      });
      let from = null; // where a drag began, and with which number
      field.addEventListener("pointerdown", (event) => {
        from = { y: event.clientY, value: now() };
        field.setPointerCapture(event.pointerId);
      });
      field.addEventListener("pointermove", (event) => {
        if (!from || Math.abs(event.clientY - from.y) < 4) return;
        const tenths = Math.round((from.y - event.clientY) / DRAG);
        set(row, column, from.value + tenths / 10);
      });
      const lift = () => (from = null);
      field.addEventListener("pointerup", lift);
      field.addEventListener("pointercancel", lift);
      fields.push({ field, row, column });
      square.append(field);
    }),
  );
  model.on("change:value", show);
  model.on("change:dark", show);
  show();
}
export default { render };
