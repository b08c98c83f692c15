// A form marked data-passkey="create" or "get" asks the server for its question, lets the browser answer it with a
// passkey, and is sent with the answer. The address of the question stands in data-question.

export function startPasskeys() {
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-passkey]");
    if (!form || form.elements.credential.value) return;
    event.preventDefault();
    answer(form).catch(() => complain(form));
  });
  if (!window.PublicKeyCredential) {
    document.querySelectorAll("form[data-passkey]").forEach((form) => form.querySelector("button").setAttribute("disabled", ""));
  }
}

async function answer(form) {
  form.querySelector("[data-fault]")?.setAttribute("hidden", "");
  const response = await fetch(form.dataset.question, {
    method: "POST",
    headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
  if (response.redirected) {
    window.location.assign(response.url);
    return;
  }
  const { publicKey } = await response.json();
  form.elements.credential.value = JSON.stringify(await ask(form.dataset.passkey, publicKey));
  form.requestSubmit();
}

async function ask(kind, question) {
  if (kind === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) });
}

// The dialogue was closed, took too long, or this device has no such passkey: the page says what else works.
function complain(form) {
  form.querySelector("[data-fault]")?.removeAttribute("hidden");
}
