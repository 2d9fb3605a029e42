// An answer that ends what the side panel was open for says so: the panel closes.
import { closePanel } from "./panel.js";

document.addEventListener("gs:close-panel", closePanel);
