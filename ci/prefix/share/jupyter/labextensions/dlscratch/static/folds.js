// What is folded in a lesson's texts stands apart from them, closed or open, and its title looks like
// what it is: something to click on.
import { addStyle } from "./page.js";

export function activate() {
  addStyle(`
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
