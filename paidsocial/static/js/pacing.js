/* Adjust: what the typed amounts move together, while they are typed. The server counts again. */
(() => {
  "use strict";

  function amount(text) {
    const cleaned = text.replace(/[\s,\u00a0]/g, "");
    return /^\d+(\.\d+)?$/.test(cleaned) ? Number(cleaned) : null;
  }

  function recount(form) {
    const shown = form.querySelector("[data-adjust-moved]");
    const fields = [...form.querySelectorAll("[data-base]")];
    // Several currencies do not add here; the figure the page came with stays.
    if (!shown || fields.some((field) => field.dataset.currency !== form.dataset.currency)) return;
    let moved = 0;
    for (const field of fields) {
      const value = amount(field.value);
      if (value !== null) moved += value - Number(field.dataset.base);
    }
    const places = new Intl.NumberFormat("en-GB", { style: "currency", currency: form.dataset.currency }).resolvedOptions().maximumFractionDigits;
    const text = Math.abs(moved).toLocaleString("en-GB", { minimumFractionDigits: places, maximumFractionDigits: places });
    const sign = moved > 0 ? "+" : moved < 0 ? "\u2212" : "";
    shown.textContent = `${sign}${text} ${form.dataset.currency}`;
  }

  document.addEventListener("input", (event) => {
    const form = event.target instanceof Element ? event.target.closest("[data-adjust]") : null;
    if (form) recount(form);
  });
})();
