/* What every page does: menus, dialogs, search, keyboard, files dropped. Pages work without it, only less comfortably.

   data-opens="ID"      a button that opens the dialog with that id
   data-closes          a button that closes the dialog around it
   data-dismiss         a button that removes the note around it
   data-menu            a <details> that closes on Escape, on a choice and on a click elsewhere
   data-key="k"         a link or button that this key presses ("Control+k" for a chord)
   data-rows            a list or table body whose rows (data-row) are walked with j and k, opened with Enter;
                        within a row, data-row-key="a" is pressed by that key, or, where it is a field, entered
   data-asks            a line that asks step by step until nothing is left; it goes on once the server is back
   data-autosubmit      a field that sends its form when it changes
   data-copy="text"     a button that copies
   data-back            a button that goes back; hidden where there is nowhere to go
   data-ask="question"  a form that asks before it is sent
   data-all="name"      a checkbox that ticks every checkbox of that name in its form
   data-time-zone       a field that starts with the browser's own time zone
   data-drop            a label around a file field that takes dropped files */
(() => {
  "use strict";

  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const near = (event, selector) => (event.target instanceof Element ? event.target.closest(selector) : null);

  // htmx: every request that changes something carries the token.
  on("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });
  on("htmx:sendError", (event) => {
    const asks = near(event, "[data-asks]");
    say(asks ? "The server does not answer. It is asked again in a moment." : "The server does not answer. Check the connection, then try again.");
    if (asks) askAgain(asks);
  });
  on("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail, asks = near(event, "[data-asks]");
    if (!asks || xhr.status < 500 || Number(asks.dataset.asks) >= 3) return;
    if (!xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = false; // what stands before the server answered
    asks.dataset.asks = Number(asks.dataset.asks) + 1;
    askAgain(asks);
  });
  function askAgain(line) { setTimeout(() => { if (line.isConnected) htmx.trigger(line, "again"); }, 2000); }
  on("htmx:timeout", () => say("That took too long. Try again."));
  on("htmx:afterSwap", (event) => {
    const dialog = event.detail.target.closest?.("dialog.side");
    if (dialog && !dialog.open) dialog.showModal();
  });

  // Tables that go on to the right say so (parts.css), until they are scrolled to their end.
  const hint = (box) => box.toggleAttribute("data-more", box.scrollWidth - box.clientWidth - box.scrollLeft > 4);
  const hints = () => document.querySelectorAll(".table-box").forEach(hint);
  const sized = new ResizeObserver((entries) => entries.forEach(({ target }) => hint(target)));
  const mind = () => document.querySelectorAll(".table-box").forEach((box) => sized.observe(box));
  on("DOMContentLoaded", mind);
  on("htmx:afterSettle", () => { mind(); hints(); });
  on("scroll", ({ target }) => { if (target instanceof Element && target.matches(".table-box")) hint(target); }, { capture: true, passive: true });

  function say(text) {
    const place = document.getElementById("toasts");
    if (!place || [...place.children].some((note) => note.textContent === text)) return; // a page that asks every few seconds says it once
    const note = document.createElement("div");
    note.className = "note note-red";
    note.setAttribute("role", "alert");
    note.textContent = text;
    place.append(note);
    setTimeout(() => note.remove(), 8000);
  }

  // Dialogs
  function open(id) {
    const dialog = document.getElementById(id);
    if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
    dialog.showModal();
    dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
  }
  // A closed dialog's field would take the next key until the page is drawn anew, and Enter would send its form.
  function shut(dialog) {
    dialog.close();
    if (dialog.contains(document.activeElement)) document.activeElement.blur();
  }
  on("click", (event) => {
    const opener = near(event, "[data-opens]");
    if (opener) {
      event.preventDefault();
      closeMenus();
      open(opener.dataset.opens);
      return;
    }
    if (near(event, "[data-closes]") && near(event, "dialog")) shut(near(event, "dialog"));
    near(event, "[data-dismiss]")?.closest(".note")?.remove();
    if (event.target instanceof HTMLDialogElement) {
      const box = event.target.getBoundingClientRect();
      const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
      if (!inside) shut(event.target);
    }
  });

  // Menus
  function closeMenus(except) {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
  }
  on("click", (event) => closeMenus(near(event, "details.menu")));
  on("toggle", (event) => { if (event.target.matches?.("details.menu") && event.target.open) closeMenus(event.target); }, true);

  // Small conveniences
  on("click", (event) => {
    const copier = near(event, "[data-copy]");
    if (copier) {
      const label = copier.querySelector("span") ?? copier;
      const text = copier.dataset.copy;
      const copied = () => { const was = label.textContent; label.textContent = "Copied"; setTimeout(() => { label.textContent = was; }, 1500); };
      if (navigator.clipboard) navigator.clipboard.writeText(text).then(copied, () => selectText(copier));
      else selectText(copier);
    }
    if (near(event, "[data-back]")) history.back();
  });
  function selectText(copier) {
    const field = document.getElementById(copier.dataset.copyFrom ?? "");
    if (field instanceof HTMLInputElement) field.select();
  }
  for (const button of document.querySelectorAll("[data-back]")) if (history.length > 1) button.hidden = false;
  for (const field of document.querySelectorAll("[data-time-zone]")) {
    if (!field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
  }
  on("change", (event) => {
    if (near(event, "[data-autosubmit]")) event.target.form?.requestSubmit();
    const all = near(event, "[data-all]");
    if (all) {
      for (const box of all.form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(all.dataset.all)}"]`)) {
        if (!box.disabled) box.checked = all.checked;
      }
    }
  });
  on("submit", (event) => {
    const question = event.target.dataset.ask;
    if (question && !window.confirm(question)) { event.preventDefault(); return; }
    // A second press must not send the same form twice.
    if (event.target.method === "post" && !event.target.hasAttribute("hx-post")) {
      if (event.target.dataset.sent) event.preventDefault();
      event.target.dataset.sent = "1";
      setTimeout(() => delete event.target.dataset.sent, 8000);
    }
  });

  // Files dropped
  for (const type of ["dragenter", "dragover"]) {
    on(type, (event) => { const drop = near(event, "[data-drop]"); if (drop) { event.preventDefault(); drop.classList.add("over"); } });
  }
  on("dragleave", (event) => { const drop = near(event, "[data-drop]"); if (drop && !drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
  on("drop", (event) => {
    const drop = near(event, "[data-drop]");
    if (!drop) return;
    event.preventDefault();
    drop.classList.remove("over");
    const field = drop.querySelector('input[type="file"]');
    if (!field || !event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // Keyboard
  const writing = (element) => element instanceof HTMLElement && (element.isContentEditable || element.matches("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select"));
  function rows() { return [...document.querySelectorAll("[data-rows] [data-row]")].filter((row) => row.offsetParent !== null); }
  function current(list) { return list.findIndex((row) => row.getAttribute("aria-current") === "true"); }
  function walk(step) {
    const list = rows();
    if (!list.length) return;
    const here = current(list);
    const next = Math.min(Math.max(here + step, 0), list.length - 1);
    if (here >= 0) list[here].removeAttribute("aria-current");
    list[next].setAttribute("aria-current", "true");
    list[next].scrollIntoView({ block: "nearest" });
  }
  on("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("details.menu[open]");
      const dialog = [...document.querySelectorAll("dialog[open]")].pop();
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); } else if (dialog) { event.preventDefault(); shut(dialog); }
      return;
    }
    const chord = (event.ctrlKey || event.metaKey ? "Control+" : "") + event.key;
    if (event.altKey || (writing(event.target) && !chord.startsWith("Control+"))) return;
    const inDialog = document.querySelector("dialog[open]");
    for (const element of document.querySelectorAll("[data-key]")) {
      if (element.dataset.key === chord && (!inDialog || inDialog.contains(element))) {
        event.preventDefault();
        element.click();
        return;
      }
    }
    if (inDialog || chord !== event.key) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); return; }
    const row = rows()[current(rows())];
    if (!row) return;
    if (event.key === "Enter" && event.target === document.body) {
      (row.querySelector("[data-row-open]") ?? row.querySelector("a[href]"))?.click();
      return;
    }
    const target = row.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (writing(target)) { target.focus(); target.select?.(); } else target.click();
  });

  // Search: arrows walk what was found
  const finder = document.getElementById("finder");
  finder?.addEventListener("keydown", (event) => {
    if (event.key === "Escape") finder.close(); // a search field would only empty itself
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Enter") return;
    const found = [...finder.querySelectorAll("#finder-list a")];
    const here = found.indexOf(document.activeElement);
    if (event.key === "Enter") {
      if (here < 0 && found.length) { event.preventDefault(); found[0].click(); }
      return;
    }
    event.preventDefault();
    const next = event.key === "ArrowDown" ? here + 1 : here - 1;
    (next < 0 ? finder.querySelector("input") : found[Math.min(next, found.length - 1)])?.focus();
  });
})();
