// What JupyterLab shows of an image, and does not say: its words, for those who cannot see it, which
// stand beside it in the notebook. And a picture of the course brings a second image for dark pages.
import { outputOf, watch } from "./page.js";

const THEME = "data-jp-theme-light";

export function activate(app) {
  const both = new Map(); // image: its addresses for a light and for a dark page
  const suit = () => {
    const dark = document.body.getAttribute(THEME) === "false";
    for (const [image, addresses] of both) {
      if (!image.isConnected) both.delete(image);
      else if (image.src !== addresses[Number(dark)]) image.src = addresses[Number(dark)];
    }
  };
  watch(() => {
    for (const image of document.querySelectorAll(".jp-RenderedImage img:not([alt])")) {
      const output = outputOf(app, image);
      image.alt = output?.data["text/plain"] ?? "";
      const dark = output?.metadata["image/png"]?.dark;
      if (dark) both.set(image, [image.src, `data:image/png;base64,${dark}`]);
    }
    suit();
  });
  new MutationObserver(suit).observe(document.body, { attributeFilter: [THEME] });
}
