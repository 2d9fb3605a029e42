// Everything that every page may need. Charts are a script of their own (charts.js).
import "./net.js";
import "./mount.js";
import "./toast.js";
import "./drop.js";
import "./panel.js";
import "./rows.js";
import "./slider.js";
import "./palette.js";
import "./dialogs.js";
import "./chart-loader.js";
