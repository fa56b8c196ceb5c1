// A lesson's results lie folded under its predictions. JupyterLab shows the first line of a folded
// output beside the dots, and often that is the whole answer: say what to do instead. And what is
// folded in its texts stands apart from them, closed or open.
import { addStyle } from "./page.js";

export function activate() {
  addStyle(`
    .jp-OutputPlaceholder .jp-PlaceholderText { display: none; }
    .jp-OutputPlaceholder .jp-Placeholder-content {
      display: inline-flex;
      align-items: center;
      gap: 0.5em;
    }
    .jp-OutputPlaceholder .jp-Placeholder-content::after {
      content: "run the cell to see";
      color: var(--jp-ui-font-color2);
    }
    .jp-RenderedMarkdown details {
      margin-bottom: 1em;
      padding-left: 0.75em;
      border-left: 3px solid var(--jp-border-color1);
    }
    .jp-RenderedMarkdown summary {
      cursor: pointer;
      color: var(--jp-content-link-color);
    }
    .jp-RenderedMarkdown details[open] > summary { margin-bottom: 0.5em; }
    .jp-RenderedMarkdown details > :last-child { margin-bottom: 0; }`);
}
