// A live picture lives in the kernel. Once its kernel has ended, its controls would still move, and
// nothing else: say so, and hold them. In a notebook that was saved, closed and opened again there
// is no picture at all: show what it said, and not the error that ipywidgets shows.
import { addStyle, outputOf, watch } from "./page.js";

const ENDED = ["restarting", "autorestarting", "terminating", "dead"];
const DEAD = "This has stopped: its kernel has ended. Run the cell again to bring it back.";
const CLOSED = "Run the cell to see what belongs here.";

const sentence = (words) => {
  const made = document.createElement("div");
  made.className = "dlscratch-dead";
  made.textContent = words;
  return made;
};

function end(panel) {
  for (const node of panel.node.querySelectorAll(".jp-OutputArea-output")) {
    if (!node.querySelector(".jupyter-widgets") || node.querySelector(".dlscratch-dead")) continue;
    for (const part of node.children) part.inert = true;
    node.prepend(sentence(DEAD));
  }
}

function explain(app) {
  for (const node of document.querySelectorAll(".jp-OutputArea-output.jupyter-widgets")) {
    if (node.children.length || !node.textContent.startsWith("Error displaying")) continue;
    const words = outputOf(app, node)?.data["text/plain"];
    // A widget of ipywidgets itself leaves only the code that makes it: IntSlider(value=0, …
    node.replaceChildren(sentence(!words || /^\w+\(/.test(words) ? CLOSED : words));
  }
}

export function activate(app) {
  addStyle(`
    .dlscratch-dead {
      padding: 4px 0;
      white-space: pre-line;
      line-height: 1.4;
      font-family: var(--jp-ui-font-family);
      color: var(--jp-ui-font-color1);
    }
    .dlscratch-dead ~ * { opacity: 0.6; }
    /* Not the broken chain of ipywidgets as well, beside every part. */
    .dlscratch-dead ~ .jupyter-widgets-disconnected::before,
    .dlscratch-dead ~ * .jupyter-widgets-disconnected::before { content: none; }`);
  const followed = new WeakSet();
  watch(() => {
    explain(app);
    for (const panel of app.shell.widgets("main")) {
      const session = panel.sessionContext;
      if (!session || followed.has(panel)) continue;
      followed.add(panel);
      session.statusChanged.connect((_, status) => ENDED.includes(status) && end(panel));
      session.kernelChanged.connect((_, { oldValue }) => oldValue && end(panel));
    }
  });
}
