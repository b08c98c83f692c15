/** Finds charts on the page and draws them; the drawing library is fetched only when there is one. */

async function drawAll(root) {
  const boxes = [...root.querySelectorAll("[data-chart]:not([data-drawn])")];
  if (boxes.length === 0) return;
  boxes.forEach((box) => box.setAttribute("data-drawn", ""));
  const { draw } = await import("./drawing.js");
  boxes.forEach(draw);
}

async function redrawAll() {
  if (!document.querySelector("[data-drawn]")) return;
  const { draw } = await import("./drawing.js");
  document.querySelectorAll("[data-drawn]").forEach(draw);
}

export function startCharts() {
  drawAll(document);
  document.addEventListener("htmx:after:swap", () => drawAll(document));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redrawAll);
}
