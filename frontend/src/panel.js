/** The side panel: a click on a row shows the record beside the list; Escape gives the list back. */

let opener = null;

export function panelBox() {
  return document.getElementById("panel");
}

export function openPanel(row) {
  opener = row;
  document.querySelectorAll("tr.is-open").forEach((other) => other.classList.remove("is-open"));
  row.classList.add("is-open");
  window.htmx.ajax("GET", row.dataset.panel, { target: "#panel", swap: "innerHTML" });
}

export function closePanel() {
  const box = panelBox();
  if (!box || box.hidden) return false;
  box.hidden = true;
  box.replaceChildren();
  opener?.classList.remove("is-open");
  opener?.focus();
  return true;
}

function onRowClick(event) {
  const row = event.target.closest("tr[data-panel]");
  if (!row || event.target.closest("a, button, input, label, summary, form")) return;
  if (window.getSelection()?.toString()) return;
  if (event.metaKey || event.ctrlKey) window.open(row.dataset.href, "_blank", "noopener");
  else openPanel(row);
}

function onSwap(event) {
  const box = panelBox();
  if (!box || !box.firstElementChild || !box.hidden) return;
  if (event.detail.ctx?.target !== box && event.target !== box) return;
  box.hidden = false;
  box.querySelector("[data-close-panel]")?.focus();
}

export function startPanel() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) closePanel();
    else onRowClick(event);
  });
  document.addEventListener("htmx:after:swap", onSwap);
}
