// Columns in one's own order: in the sheet by dragging or by its two buttons, in the table by dragging a head onto another.

let dragged = null;

function items() {
  return [...document.querySelectorAll("[data-movable] > li")];
}

function moveItem(item, step) {
  if (step < 0) item.previousElementSibling?.before(item);
  else item.nextElementSibling?.after(item);
}

/** Where a thing of the sheet or a head of the table is dropped, it comes to stand. */
function place(from, to) {
  const all = items();
  const [item, target] = [from, to].map((thing) => all.find((one) => one.dataset.column === thing.dataset.column));
  if (!item || !target || item === target) return false;
  if (all.indexOf(item) < all.indexOf(target)) target.after(item);
  else target.before(item);
  return true;
}

function onDragOver(event) {
  const over = event.target.closest?.("[data-column]");
  if (!dragged || !over || over.tagName !== dragged.tagName) return;
  event.preventDefault();
  if (over.tagName === "LI") place(dragged, over);
}

function onDrop(event) {
  const over = event.target.closest?.("[data-column]");
  if (!dragged || !over) return;
  event.preventDefault();
  if (over.tagName === "TH" && place(dragged, over)) document.getElementById("columns-chosen").requestSubmit();
}

export function startColumns() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    moveItem(button.closest("li"), Number(button.dataset.move));
    button.focus();
  });
  document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.("[data-column]") ?? null; });
  document.addEventListener("dragend", () => { dragged = null; });
  document.addEventListener("dragover", onDragOver);
  document.addEventListener("drop", onDrop);
}
