// Enlarged to 200 %, or in half a window, a notebook is narrow: what is wider than it breaks into
// lines, so that nothing is cut off.
import { addStyle } from "./page.js";

export function activate() {
  addStyle(`
    .jupyter-widgets { max-width: 100%; }
    :is(.widget-slider, .widget-toggle-buttons) { max-width: calc(100% - 4px); } /* of margins */
    .widget-toggle-buttons > div { flex-wrap: wrap; }
    .dlscratch-map :is(td:nth-child(3), p) { overflow-wrap: anywhere; hyphens: auto; }
    .widget-html-content { overflow-wrap: anywhere; }
    .jp-RenderedHTMLCommon :not(pre) > code { white-space: pre-wrap; overflow-wrap: anywhere; }`);
}
