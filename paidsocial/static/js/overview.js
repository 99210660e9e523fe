/* Prints the page; the browser's own dialogue saves it as PDF. */
(() => {
  "use strict";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
