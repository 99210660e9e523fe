/* Reallocate: dragging a line's amount sets it, and the rest is worked out around it at once.

   A slider (data-sets: the id of the amount's field, data-places: the currency's decimals) writes its amount into the
   field while it moves; when it is let go, the form sends itself (hx-trigger="change") and the proposal comes back. */
(() => {
  "use strict";

  function copy(event) {
    const slide = event.target;
    if (!(slide instanceof HTMLInputElement) || !slide.dataset.sets) return;
    const field = document.getElementById(slide.dataset.sets);
    if (field) field.value = Number(slide.value).toFixed(Number(slide.dataset.places ?? 2));
  }
  // In the capture phase, so that the field holds the amount before htmx reads the form.
  document.addEventListener("input", copy, true);
  document.addEventListener("change", copy, true);

  // Undo: every amount, lock or limit stands in the address, so the one before is one step back. Kept per tab.
  const KEY = "reallocate-steps";
  const steps = () => JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
  function showUndo() {
    const button = document.getElementById("undo");
    if (button) button.hidden = steps().length === 0;
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id === "what") document.body.dataset.cameFrom = location.href;
  });
  document.addEventListener("htmx:pushedIntoHistory", () => {
    const before = document.body.dataset.cameFrom;
    if (before && before !== location.href) sessionStorage.setItem(KEY, JSON.stringify([...steps(), before].slice(-50)));
    showUndo();
  });
  document.addEventListener("htmx:afterSettle", showUndo);
  document.addEventListener("click", (event) => {
    if (!event.target.closest("#undo")) return;
    const taken = steps();
    const before = taken.pop();
    sessionStorage.setItem(KEY, JSON.stringify(taken));
    if (before) location.assign(before);
  });
  if (!/[?&](set|min|max|cap|floor|lock)/.test(location.search)) sessionStorage.removeItem(KEY);
  showUndo();

  // On a phone the proposal comes first: what was chosen for it is folded until somebody opens it.
  const small = matchMedia("(max-width: 700px)");
  let unfolded = false;
  function fold() {
    const options = document.getElementById("options");
    if (options && small.matches) options.open = unfolded;
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#options > summary")) unfolded = !document.getElementById("options").open;
  });
  document.addEventListener("htmx:afterSwap", fold);
  fold();

  // What is left empty need not stand in the address.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id !== "what") return;
    const { parameters } = event.detail;
    for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
  });
})();
