// The controls of ipywidgets, for those who hear the page. A slider has no name of its own, and says
// a place in a list where a word stands beside it; pressed buttons look pressed and do not say so.
import { watch } from "./page.js";

const set = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value && element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
};

const describe = () => {
  for (const control of document.querySelectorAll(".widget-slider")) {
    const name = control.querySelector(".widget-label")?.textContent;
    const readout = control.querySelector(".widget-readout");
    const value = readout?.textContent;
    for (const handle of control.querySelectorAll("[role=slider]")) {
      set(handle, { "aria-label": name, "aria-valuetext": value });
    }
    // A number can be typed there; the words of a SelectionSlider only stand there.
    if (readout?.isContentEditable) set(readout, { role: "textbox", "aria-label": name });
  }
  for (const group of document.querySelectorAll(".widget-toggle-buttons")) {
    set(group, { role: "group", "aria-label": group.querySelector(".widget-label")?.textContent });
  }
  for (const button of document.querySelectorAll("button.widget-toggle-button")) {
    set(button, { "aria-pressed": String(button.classList.contains("mod-active")) });
  }
};

export function activate() {
  watch(describe);
}
