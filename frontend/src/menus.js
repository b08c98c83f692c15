/** Menus are <details>; they close on Escape, on a click elsewhere, and when another one opens. */

const OPEN = "details[data-menu][open]";

function closeOthers(kept) {
  for (const menu of document.querySelectorAll(OPEN)) {
    if (menu !== kept && !menu.contains(kept)) menu.open = false;
  }
}

function foldSidebar() {
  const root = document.documentElement;
  const folded = root.dataset.nav !== "folded";
  root.dataset.nav = folded ? "folded" : "wide";
  document.querySelector("[data-fold]").setAttribute("aria-pressed", String(folded));
  // The server draws the next page in the same state, so nothing jumps.
  document.cookie = `vitalfew_nav=${root.dataset.nav}; path=/; max-age=31536000; samesite=lax`;
}

/** Leaves of a long list of values those that hold what was typed. */
function narrow(field) {
  const words = field.value.trim().toLowerCase();
  for (const label of field.closest("fieldset").querySelectorAll("label")) {
    label.hidden = !label.textContent.toLowerCase().includes(words);
  }
}

export function startMenus() {
  document.addEventListener("click", (event) => {
    closeOthers(event.target.closest("details[data-menu]"));
    if (event.target.closest("[data-fold]")) foldSidebar();
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
    if (event.target.matches("dialog")) event.target.close();
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-narrow]")) narrow(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector(OPEN);
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
