/* The campaigns table: unfolding ad sets, ticking many (Shift ticks a range), and the bar for what is ticked. */
(() => {
  "use strict";

  // Ad sets: htmx fetches them once, later presses only show or hide them.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-unfolds]") : null;
    if (!button) return;
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    for (const row of document.querySelectorAll(`tr[data-of="${CSS.escape(button.dataset.unfolds)}"]`)) row.hidden = !open;
  });

  const form = document.querySelector("[data-selection]");
  if (!form) return;
  const bar = form.querySelector("[data-selection-bar]");
  const count = form.querySelector("[data-selection-count]");
  const boxes = () => [...form.querySelectorAll('input[name="campaign"]')];
  let last = null;

  function show() {
    const ticked = boxes().filter((box) => box.checked);
    for (const box of boxes()) box.closest("tr").classList.toggle("selected", box.checked);
    bar.hidden = !ticked.length;
    count.textContent = ticked.length === 1 ? "1 campaign" : `${ticked.length} campaigns`;
    const all = form.querySelector('[data-all="campaign"]');
    all.checked = ticked.length > 0 && ticked.length === boxes().length;
    all.indeterminate = ticked.length > 0 && ticked.length < boxes().length;
  }

  form.addEventListener("click", (event) => {
    if (event.target.name !== "campaign") return;
    const list = boxes();
    const here = list.indexOf(event.target);
    if (event.shiftKey && last !== null) {
      for (const box of list.slice(Math.min(here, last), Math.max(here, last) + 1)) box.checked = event.target.checked;
    }
    last = here;
  });
  form.addEventListener("change", () => setTimeout(show));
  form.querySelector("[data-selection-clear]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = false;
    show();
  });
  window.addEventListener("pageshow", show);
})();
