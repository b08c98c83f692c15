/** Events of the server, as notes with a link. One tab asks for all tabs of this browser; the others are told by it. */

import { sayWithLink } from "./toasts.js";

const LAST = "vitalfew-last-event";
const PAUSE_MS = 60000;

function tell(event) {
  sayWithLink(event.text, event.url, event.open);
}

function listen(address, others) {
  const last = localStorage.getItem(LAST);
  const source = new EventSource(last ? `${address}?after=${encodeURIComponent(last)}` : address);
  source.addEventListener("message", (message) => {
    localStorage.setItem(LAST, message.lastEventId);
    const event = JSON.parse(message.data);
    tell(event);
    others?.postMessage(event);
  });
  // Refused: the server is away, or nobody is signed in any more. Between answers it is only being asked again.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(address, others), PAUSE_MS);
  });
}

export function startListening() {
  const address = document.body.dataset.live;
  if (!address) return;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("vitalfew-events") : null;
  others?.addEventListener("message", (message) => tell(message.data));
  // Where the browser has no locks (pages without https), each tab asks for itself.
  if (navigator.locks) navigator.locks.request("vitalfew-events", () => new Promise(() => listen(address, others)));
  else listen(address, null);
}
