// What the additions share.

export function addStyle(rules) {
  const style = document.createElement("style");
  style.textContent = rules;
  document.head.append(style);
}

// The output of a notebook that the page shows as `node`, or undefined.
export function outputOf(app, node) {
  for (const panel of app.shell.widgets("main")) {
    if (!panel.node.contains(node)) continue;
    for (const { outputArea } of panel.content?.widgets ?? []) {
      const place = outputArea?.widgets.findIndex((one) => one.node.contains(node)) ?? -1;
      if (place >= 0) return outputArea.model.get(place);
    }
  }
}

// Calls `look` now, and after each change of the page, at most once for each time it is drawn.
export function watch(look) {
  let due = false;
  const change = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      look();
    });
  };
  new MutationObserver(change).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["class", "aria-valuetext"],
  });
  look();
}
