// Rows that are ticked to do something with all of them: counts them, and keeps the buttons off while there are none.

function boxes() {
  return [...document.querySelectorAll('input[name="ids"][form="many"]')];
}

function show() {
  const count = document.querySelector("[data-many-count]");
  if (!count) return;
  const ticked = boxes().filter((box) => box.checked).length;
  count.textContent = ticked ? count.dataset.some.replace("{number}", ticked) : count.dataset.none;
  for (const button of document.querySelectorAll("[data-needs-tick]")) button.disabled = ticked === 0;
  const all = document.querySelector("[data-pick-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
}

/** Tick or untick a row: the key x does the same. */
export function tickRow(row) {
  const box = row?.querySelector('input[name="ids"]');
  if (!box) return false;
  box.checked = !box.checked;
  show();
  return true;
}

export function startMany() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = event.target.checked;
    if (event.target.matches('[data-pick-all], input[name="ids"]')) show();
  });
  document.addEventListener("htmx:after:swap", show);
  window.addEventListener("pageshow", show); // the browser keeps ticks when one comes back
  show();
}
