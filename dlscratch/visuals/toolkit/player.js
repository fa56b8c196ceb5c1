// Play, pause, and back to the start. A clock here asks Python for the next steps.
function render({ model, el }) {
  const button = (press) => {
    const made = document.createElement("button");
    made.className = "jupyter-widgets jupyter-button widget-button";
    made.style.width = "40px";
    made.addEventListener("click", press);
    el.append(made);
    return made;
  };
  const name = (made, words, icon) => {
    made.title = words;
    made.setAttribute("aria-label", words);
    made.innerHTML = `<i class="fa fa-${icon}" aria-hidden="true"></i>`;
  };
  el.style.cssText = "display: flex; flex: 0 0 auto;";
  const toggle = button(() => {
    model.set("playing", !model.get("playing"));
    model.save_changes();
  });
  const back = button(() => {
    model.send({ start: true });
    asked += 1;
  });
  name(back, "back to the start", "step-backward");

  // While Python draws a picture, the next may already be asked for, so that it never waits for the
  // page to show one; but no more than that, or pause would come too late.
  let asked = 0;
  let due = 0;
  let clock = null;
  const ask = () => {
    if (!due || asked == 2) return;
    model.send({ steps: due });
    due = 0;
    asked += 1;
  };
  const tick = () => {
    due += 1;
    ask();
  };
  model.on("msg:custom", () => {
    asked = Math.max(asked - 1, 0);
    ask();
  });
  const change = () => {
    const playing = model.get("playing");
    name(toggle, playing ? "pause" : "play", playing ? "pause" : "play");
    clearInterval(clock);
    due = 0;
    if (playing) clock = setInterval(tick, model.get("interval"));
  };
  model.on("change:playing", change);
  change();
  return () => clearInterval(clock);
}
export default { render };
