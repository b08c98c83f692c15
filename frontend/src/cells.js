/** A cell of a list, changed where it stands: by `e` on a row, or by the pencil beside what can be typed. */

let open = null; // { cell, kept, next }
let pencil = null;

function address(cell) {
  return `${cell.closest("tr").dataset.cells}${cell.dataset.cell}/`;
}

function field(cell) {
  return cell.querySelector(".cell-form :is(input:not([type=hidden]), select, textarea)");
}

function started(cell) {
  const at = field(cell);
  if (!at) return;
  open.first = at.value;
  at.focus();
  at.select?.();
}

export function editCell(cell) {
  if (!cell || (open && !close())) return false;
  pencil?.remove();
  open = { cell, kept: [...cell.childNodes], next: null };
  cell.classList.add("is-typed");
  window.htmx.ajax("GET", address(cell), { target: cell, swap: "innerHTML" });
  return true;
}

/** What was not changed goes without a question; what was typed stays until it is sent or given up. */
function close(giveUp = false) {
  const { cell, kept, first } = open;
  const at = field(cell);
  if (at && !giveUp && at.value !== first) {
    at.focus();
    return false;
  }
  open = null;
  cell.classList.remove("is-typed");
  cell.replaceChildren(...kept);
  return true;
}

function beside(cell, step) {
  const cells = [...cell.closest("tr").querySelectorAll("[data-cell]")];
  return cells[cells.indexOf(cell) + step] ?? null;
}

function onKey(event) {
  if (!open || !open.cell.contains(event.target)) return;
  const { cell } = open;
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopImmediatePropagation();
    close(true);
    cell.closest("tr").focus();
  }
  if (event.key !== "Tab") return;
  event.preventDefault();
  const next = beside(cell, event.shiftKey ? -1 : 1);
  if (field(cell)?.value === open.first) {
    close();
    if (!editCell(next)) cell.closest("tr").focus();
  } else {
    open.next = next;
    event.target.form.requestSubmit();
  }
}

function onSwap() {
  if (!open) return;
  const { cell, next } = open;
  if (!cell.isConnected) {
    open = null;
  } else if (cell.querySelector(".cell-form")) {
    if (open.first === undefined) started(cell);
    else field(cell)?.focus();
  } else if (open.first !== undefined) {
    open = null;
    cell.classList.remove("is-typed");
    if (!editCell(next)) cell.closest("tr").focus();
  }
}

/** The server refused to open the cell: the note says why, and the cell is as it was. */
function onRefused() {
  if (open && open.first === undefined) close(true);
}

function onOver(event) {
  if (event.pointerType !== "mouse") return;
  const cell = event.target.closest?.("tr[data-cells] [data-cell]");
  if (!cell || cell.classList.contains("is-typed")) return;
  pencil ??= document.getElementById("cell-pencil")?.content.firstElementChild.cloneNode(true);
  if (pencil && pencil.parentElement !== cell) cell.append(pencil);
}

export function startCells() {
  document.addEventListener("pointerover", onOver);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("htmx:after:swap", onSwap);
  document.addEventListener("htmx:response:error", onRefused);
  document.addEventListener("htmx:error", onRefused);
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".cell-pencil");
    if (button) editCell(button.closest("[data-cell]"));
  });
}
