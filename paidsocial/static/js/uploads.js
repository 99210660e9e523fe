/* Files dropped or chosen on the Data page, sent one by one: a folder may hold hundreds, and one bad file costs no other.
   Without this script the form sends them all at once. */
(() => {
  "use strict";

  const form = document.querySelector("form[data-uploads]");
  const box = form?.querySelector("[data-uploading]");
  if (!form || !box) return;
  const [line, bar, stopper, problems] = [box.querySelector("span"), box.querySelector("progress"), box.querySelector("button"), box.querySelector("ul")];
  const picker = form.querySelector('.drop input[type="file"]');
  const folder = form.querySelector("[data-folder]");
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const JUNK = /(^|\/)(\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$)/i;
  let busy = false, stopped = false, request = null;

  function complain(text) {
    problems.hidden = false;
    problems.append(Object.assign(document.createElement("li"), { textContent: text }));
  }

  // The page may be this very one: then another address alone would not load it anew.
  function go(address) {
    history.replaceState(null, "", address);
    location.reload();
  }

  function send({ file, path }, sent, whole) {
    return new Promise((resolve) => {
      const body = new FormData();
      body.append("csrf_token", token);
      if (path) body.append("paths", path);
      body.append("files", file, file.name);
      request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", token);
      request.responseType = "json";
      request.upload.addEventListener("progress", (event) => { bar.value = whole ? Math.min((sent + event.loaded) / whole, 1) : 1; });
      request.addEventListener("loadend", () => {
        const answer = request.response ?? {};
        if (request.status === 200) {
          for (const told of answer.passed_over ?? []) complain(told);
          resolve(answer.kept ?? []);
          return;
        }
        if (!stopped) complain(`${path || file.name}: ${answer.error?.message ?? "it could not be sent; try it once more."}`);
        resolve([]);
      });
      request.send(body);
    });
  }

  async function upload(items) {
    const files = items.filter(({ file, path }) => !JUNK.test(path || file.name));
    if (busy || !files.length) return;
    busy = true;
    stopped = false;
    box.hidden = false;
    const whole = files.reduce((sum, { file }) => sum + file.size, 0);
    const kept = [];
    let sent = 0;
    for (const [place, item] of files.entries()) {
      if (stopped) break;
      line.textContent = `Sending ${place + 1} of ${files.length}: ${item.path || item.file.name}`;
      kept.push(...(await send(item, sent, whole)));
      sent += item.file.size;
      bar.value = whole ? sent / whole : 1;
    }
    busy = false;
    stopper.hidden = true;
    if (!kept.length) {
      line.textContent = stopped ? "Stopped; nothing was kept." : "None of these could be taken.";
      form.reset();
      return;
    }
    line.textContent = "Sent.";
    const next = kept.length === 1 && files.length === 1 ? form.dataset.one.replace("/0", `/${kept[0]}`) : form.dataset.many;
    if (problems.hidden) { go(next); return; }
    const onward = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-primary btn-sm", textContent: `Go on with the ${kept.length === 1 ? "other" : `other ${kept.length}`}` });
    onward.addEventListener("click", () => go(next));
    stopper.replaceWith(onward);
    onward.focus();
  }

  stopper.addEventListener("click", () => { stopped = true; request?.abort(); });

  // A folder that is dropped comes as entries, which have to be walked.
  const asked = (call) => new Promise((resolve, reject) => call(resolve, reject));
  async function walk(entry) {
    if (entry.isFile) return [{ file: await asked(entry.file.bind(entry)), path: entry.fullPath.slice(1) }];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await asked(reader.readEntries.bind(reader)); // it gives a hundred at a time
      if (!some.length) break;
      for (const inner of some) found.push(...(await walk(inner)));
    }
    return found.sort((one, other) => one.path.localeCompare(other.path));
  }
  const within = (file) => ({ file, path: file.webkitRelativePath });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    upload([...picker.files].map(within));
  });
  form.querySelector("[data-drop]").addEventListener("drop", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = [...event.dataTransfer.files].map(within);
    if (!entries.some((entry) => entry.isDirectory)) { upload(plain); return; }
    const found = [];
    try {
      for (const entry of entries) found.push(...(await walk(entry)));
    } catch {
      complain("The folder could not be read to its end; choose it with the button instead.");
    }
    upload(found);
  });
  folder.hidden = false;
  folder.addEventListener("click", () => folder.nextElementSibling.click());
  folder.nextElementSibling.addEventListener("change", (event) => upload([...event.target.files].map(within).sort((one, other) => one.path.localeCompare(other.path))));
})();
