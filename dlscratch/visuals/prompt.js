// A field for an answer with its name before it, and the buttons beside it.
function render({ model, el }) {
  const form = document.createElement("form");
  form.style.cssText =
    "display: flex; flex-flow: row wrap; align-items: center; gap: 4px 8px; margin: 2px;";
  const label = document.createElement("label");
  label.style.cssText = "color: var(--jp-ui-font-color1); font-size: 13px;";
  const words = document.createElement("span");
  words.style.cssText = "display: inline-block; min-width: 110px; text-align: right;";
  const field = document.createElement("input");
  field.type = "text";
  field.autocomplete = "off";
  field.style.cssText =
    "width: 90px; height: 28px; box-sizing: border-box; margin-left: 8px; padding: 0 6px; " +
    "color: var(--jp-ui-font-color0); background: var(--jp-layout-color0); " +
    "border: 1px solid var(--jp-border-color0);";
  label.append(words, field);
  form.append(label);
  const button = (name, press) => {
    const made = document.createElement("button");
    made.className = "jupyter-widgets jupyter-button widget-button";
    made.type = press ? "button" : "submit";
    made.textContent = name;
    made.style.width = "auto";
    if (press) made.addEventListener("click", press);
    form.append(made);
    return made;
  };
  const check = button("check");
  const show = button("show me", () => model.send({ show: true }));
  button("start again", () => model.send({ again: true }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) model.send({ answer: field.value });
    field.select();
  });
  // Keys belong to the field: the notebook would take some of them for commands.
  form.addEventListener("keydown", (event) => event.stopPropagation());
  const ask = () => {
    const asked = model.get("label");
    field.value = "";
    words.textContent = `${asked} =`;
    label.style.visibility = asked ? "visible" : "hidden"; // its room stays
    field.disabled = check.disabled = show.disabled = !asked;
  };
  model.on("change:label", ask);
  model.on("msg:custom", () => field.focus());
  ask();
  el.append(form);
}
export default { render };
