/* Choosing among many ad accounts: find by name, tick what is shown, see how many are ticked.

   data-sift="ID"     a field that leaves only the rows of that table that hold what is typed
   data-tick="ID"     a button that ticks every row shown; data-untick="ID" one that ticks none
   data-ticked        where the number of ticked ones stands; data-sifted: what to say where no row is left */
(() => {
  "use strict";
  const rows = (id) => [...document.querySelectorAll(`#${CSS.escape(id)} tbody tr`)];
  const boxes = (list) => list.flatMap((row) => [...row.querySelectorAll("input[type=checkbox]:not(:disabled)")]);

  function count() {
    const place = document.querySelector("[data-ticked]");
    if (place) place.textContent = `${document.querySelectorAll("input[name=account]:checked").length} ticked`;
  }
  for (const field of document.querySelectorAll("[data-sift]")) {
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      const all = rows(field.dataset.sift);
      for (const row of all) row.hidden = !row.textContent.toLowerCase().includes(wanted);
      const none = document.querySelector("[data-sifted]");
      if (none) none.hidden = all.some((row) => !row.hidden);
    });
    field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); }); // it would send the form
  }
  for (const [name, on] of [["tick", true], ["untick", false]]) {
    for (const button of document.querySelectorAll(`[data-${name}]`)) {
      button.hidden = false;
      button.addEventListener("click", () => {
        const list = rows(button.dataset[name]);
        for (const box of boxes(on ? list.filter((row) => !row.hidden) : list)) box.checked = on;
        count();
      });
    }
  }
  document.addEventListener("change", (event) => { if (event.target.matches?.("input[name=account]")) count(); });
  count();
})();
