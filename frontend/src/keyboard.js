/** Every key the product knows. The help sheet is drawn from the same elements: one map, in frame.html. */

import { editCell } from "./cells.js";
import { tickRow } from "./many.js";
import { closePanel, openPanel } from "./panel.js";

function typing(element) {
  return element.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]") !== null;
}

function focusSearch() {
  const box = document.querySelector("[data-search]");
  box?.focus();
  box?.select();
}

function rows() {
  return [...document.querySelectorAll("tr[data-href], a[data-row]")];
}

function currentRow() {
  return document.activeElement?.closest("tr[data-href], a[data-row]") ?? null;
}

function move(step) {
  const all = rows();
  const at = all.indexOf(currentRow());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  next?.focus();
}

function openRow(event) {
  const row = currentRow();
  if (!row || document.activeElement !== row || !row.dataset.href) return false;
  if (event.shiftKey || !row.dataset.panel) window.location.assign(row.dataset.href);
  else openPanel(row);
  return true;
}

function help() {
  document.getElementById("keys")?.showModal();
}

/** A control may have a key of its own: data-key="m". What it shows says so beside it. */
function pressOwnKey(event) {
  const control = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!control) return false;
  control.focus();
  control.click();
  return true;
}

/** Whose side is chosen as a whole: every field follows, and may then be chosen by itself. */
function followColumn(event) {
  const side = event.target.dataset?.checkColumn;
  if (!side) return;
  for (const radio of event.target.form.querySelectorAll(`tbody input[value="${side}"]:not([data-empty])`)) radio.checked = true;
}

const ACTIONS = {
  "/": () => focusSearch(),
  "?": () => help(),
  j: () => move(1),
  k: () => move(-1),
  c: () => document.querySelector("[data-create]")?.click(),
  x: () => tickRow(currentRow()),
  e: () => editCell(currentRow()?.querySelector("[data-cell]")),
  Enter: openRow,
};

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    focusSearch();
    return;
  }
  if (event.key === "Escape" && !document.querySelector("dialog[open]")) closePanel();
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (!event.shiftKey && pressOwnKey(event)) {
    event.preventDefault();
    return;
  }
  const action = ACTIONS[event.key];
  if (action && action(event) !== false) event.preventDefault();
}

/** Arrow keys walk the answers under the search box. */
function onSearchKey(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const box = event.target.closest(".search-box");
  if (!box) return;
  const stops = [box.querySelector("[data-search]"), ...box.querySelectorAll(".search-results a")];
  const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

export function startKeyboard() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", onSearchKey);
  document.addEventListener("change", followColumn);
}
