// A lesson's results lie folded under its predictions. JupyterLab shows the first line of a folded
// output beside the dots, and often that is the whole answer: say what to do instead.
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
    }`);
}
