import "htmx.org";

import { startCells } from "./cells.js";
import { startCharts } from "./charts.js";
import { startColumns } from "./columns.js";
import { startCopying } from "./copying.js";
import { startKeyboard } from "./keyboard.js";
import { startListening } from "./listening.js";
import { startMany } from "./many.js";
import { startMenus } from "./menus.js";
import { startPanel } from "./panel.js";
import { startPasskeys } from "./passkeys.js";
import { startPrinting } from "./printing.js";
import { startToasts } from "./toasts.js";


document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.request.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content;
});

startMenus();
startMany();
startCells();
startColumns();
startToasts();
startPanel();
startKeyboard();
startCharts();
startCopying();
startPasskeys();
startPrinting();
startListening();
