// Two buttons: one downloads the learner's work, one sends a file with such work to Python.
function render({ model, el }) {
  const button = (words, press) => {
    const made = document.createElement("button");
    made.className = "jupyter-widgets jupyter-button widget-button";
    made.style.width = "max-content";
    made.textContent = words;
    made.addEventListener("click", press);
    el.append(made);
  };
  const chosen = document.createElement("input");
  chosen.type = "file";
  chosen.accept = ".zip";
  chosen.hidden = true;
  chosen.addEventListener("change", async () => {
    const content = await chosen.files[0].arrayBuffer();
    chosen.value = ""; // so that the same file can be chosen again
    model.send({}, undefined, [content]);
  });
  button("Download my work", () => model.send({}));
  button("Bring my work back", () => chosen.click());
  const said = document.createElement("div");
  said.setAttribute("role", "status");
  said.style.whiteSpace = "pre-line";
  el.append(chosen, said);

  const say = () => (said.textContent = model.get("said"));
  model.on("change:said", say);
  say();
  const save = (message, buffers) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(buffers, { type: "application/zip" }));
    link.download = model.get("name");
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  model.on("msg:custom", save);
  return () => model.off("msg:custom", save);
}
export default { render };
