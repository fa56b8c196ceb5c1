// What an image shows, in words, for those who cannot see it: the text that stands beside it in the
// notebook. JupyterLab shows the image alone.
import { outputOf, watch } from "./page.js";

export function activate(app) {
  watch(() => {
    for (const image of document.querySelectorAll(".jp-RenderedImage img:not([alt])")) {
      image.alt = outputOf(app, image)?.data["text/plain"] ?? "";
    }
  });
}
