/** Notes at the corner: good news leaves by itself, an error stays until it is closed. */

const SECONDS = 8;

function watch(note) {
  note.dataset.seen = "";
  if (!note.classList.contains("is-error")) setTimeout(() => note.remove(), SECONDS * 1000);
}

function watchAll() {
  document.querySelectorAll(".toast-note:not([data-seen])").forEach(watch);
}

function say(sentence) {
  const box = document.getElementById("toasts");
  const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  note.querySelector("p").textContent = sentence;
  box.append(note);
  watchAll();
}

/** A note that leads somewhere, and stays until it is closed: it takes the focus from nobody. */
export function sayWithLink(sentence, address, word) {
  const note = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  const link = document.createElement("a");
  link.href = address;
  link.textContent = word;
  note.classList.remove("is-error");
  note.removeAttribute("role");
  note.dataset.seen = "";
  const sign = note.querySelector("use");
  sign.setAttribute("href", sign.getAttribute("href").replace("#warning", "#info"));
  note.querySelector("p").replaceChildren(`${sentence} `, link);
  document.getElementById("toasts").append(note);
}

export function startToasts() {
  watchAll();
  document.addEventListener("htmx:after:swap", watchAll);
  document.addEventListener("htmx:error", () => say(document.body.dataset.offline));
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status >= 500) say(document.body.dataset.fault);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast-note").remove();
  });
}
