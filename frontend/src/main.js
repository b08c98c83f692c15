import "htmx.org";
import Alpine from "@alpinejs/csp";

import { startCharts } from "./charts.js";
import { startKeyboard } from "./keyboard.js";
import { startMenus } from "./menus.js";
import { startPanel } from "./panel.js";
import { startToasts } from "./toasts.js";

window.Alpine = Alpine;
Alpine.start();

startMenus();
startToasts();
startPanel();
startKeyboard();
startCharts();
