// The checklist editor and the forms of matters: what pointing and typing need beyond htmx. The
// server keeps every change and draws everything; here is only what is not yet sent.

(() => {
  const find = (selector, inside = document) => inside.querySelector(selector);
  const editor = find("#editor");

  // Quoting: the marked words of the article, or its first sentence, become a line of the basis.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-quote]")) return;
    const quote = find("#law-quote");
    const marked = quote.value.slice(quote.selectionStart, quote.selectionEnd).trim();
    const words = (marked || quote.value.split(/[。；;\n]/)[0]).trim().replace(/\n/g, "");
    const { law, version, article } = quote.dataset;
    const basis = find('textarea[name="basis"]');
    const before = basis.value.trim();
    basis.value = `${before}${before ? "\n" : ""}《${law}》（${version}）${article}：${words}`;
    basis.dispatchEvent(new Event("change", { bubbles: true }));
    basis.focus();
  });

  // Enter looks the article up; the field stands inside a form that it does not belong to.
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "law-article-no" || event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    find("#law-look").click();
  });

  // A proposal that goes with what was chosen, as long as nothing was typed.
  document.addEventListener("change", (event) => {
    const target = event.target.dataset.fills && document.getElementById(event.target.dataset.fills);
    if (!target || (target.value && target.value !== target.dataset.filled)) return;
    target.value = event.target.selectedOptions[0].dataset.fill || "";
    target.dataset.filled = target.value;
  });

  if (!editor) return;
  const address = `/console/checklists/${editor.dataset.draft}`;
  const stash = `draft-${editor.dataset.draft}`;

  // Every act is sent by the editor itself, which is never redrawn: a button that an answer has
  // replaced meanwhile would lose what waits in the queue. The revision is read when it is sent.
  function send(verb, to, values) {
    htmx.ajax(verb, `${address}/${to}`, { source: editor, values, swap: "none" });
  }
  const act = (values) => send("POST", "edit", values);
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button && !button.disabled) send("POST", button.dataset.to || "edit", JSON.parse(button.dataset.act));
    const link = event.target.closest("[data-look]");
    if (link) { event.preventDefault(); send("GET", "item", { look: link.dataset.look }); }
  });
  editor.addEventListener("change", (event) => {
    const box = event.target.closest("[data-change]");
    if (box) act({ ...JSON.parse(box.dataset.change), [event.target.name]: event.target.value });
  });
  editor.addEventListener("submit", (event) => event.target.closest("[data-change]") && event.preventDefault());

  // Where one goes on once an act is done; what it was done with may be gone or at its end.
  function after({ act, code, section, to, step, look, again }, path) {
    const way = (Number(step) || Number(to) - Number(section)) < 0 ? ["up", "down"] : ["down", "up"];
    if (path.endsWith("/undo")) return again ? ["redo", "undo"] : ["undo", "redo"];
    if (look || act === "item") return ["item-title"];
    return {
      add_item: ["i-text"],
      copy_item: ["i-text"],
      remove_item: ["outline-now", "item-title", "add_section"],
      step_item: way.map((each) => `step_item-${code}-${each}`),
      add_section: [...document.querySelectorAll("[data-section] input")].slice(-1).map((each) => each.id),
      move_section: way.map((each) => `move_section-${to}-${each}`),
      remove_section: [`section-title-${Math.max(section - 1, 0)}`, "add_section"],
    }[act] || [];
  }
  function goOn(asked, path) {
    if (asked.look || ["add_item", "copy_item"].includes(asked.act)) shown("item");
    const places = after(asked, path).map((id) => find(id === "outline-now" ? "#outline li[aria-current] a" : `#${id}`));
    places.find((each) => each && !each.disabled && each.checkVisibility())?.focus();
  }

  // Up and down from line to line of the outline.
  editor.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("#outline [data-look]")) return;
    event.preventDefault();
    const lines = [...document.querySelectorAll("#outline [data-look]")];
    lines[lines.indexOf(event.target) + step]?.focus();
  });

  // Escape goes back from an item to its line in the outline.
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !event.target.closest("#item")) return;
    shown("outline");
    find("#outline li[aria-current] a")?.focus();
  });

  // What one has opened stays open when an answer draws it anew.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    for (const each of detail.target.querySelectorAll("details[open]")) {
      const drawn = each.id && find(`#${each.id}`, detail.fragment);
      if (drawn) drawn.open = true;
    }
  });

  // Dragging; the arrows beside each item do the same by keyboard.
  function sortable() {
    const sections = find("[data-sections]");
    if (!window.Sortable || Sortable.get(sections)) return;
    const usual = { handle: ".grip", animation: 120, delay: 150, delayOnTouchOnly: true };
    new Sortable(sections, {
      ...usual,
      handle: ".outline-title .grip",
      onEnd: ({ oldIndex, newIndex }) => oldIndex !== newIndex && act({ act: "move_section", section: oldIndex, to: newIndex }),
    });
    for (const list of document.querySelectorAll("[data-items]")) {
      new Sortable(list, {
        ...usual,
        group: "items",
        onEnd: ({ item, to, from, oldIndex, newIndex }) =>
          (to !== from || oldIndex !== newIndex) &&
          act({ act: "move_item", code: item.dataset.code, section: to.dataset.items, place: newIndex }),
      });
    }
  }

  // Conditions put together by choosing.
  function builder() {
    const box = find("[data-builder]");
    if (!box || box.dataset.ready) return;
    box.dataset.ready = "1";
    const part = (name) => find(`[data-part="${name}"]`, box);
    const show = find("#i-show_if");
    const values = () => {
      const options = JSON.parse(part("code").selectedOptions[0].dataset.options || "{}");
      const place = part("value-place");
      const named = Object.entries(options);
      const field = document.createElement(named.length ? "select" : "input");
      field.dataset.part = "value";
      field.setAttribute("aria-label", "值");
      if (!named.length) field.type = "text";
      for (const [value, words] of named) field.add(new Option(words, value));
      place.replaceChildren(field);
    };
    part("code").addEventListener("change", values);
    values();
    find("[data-use]", box).addEventListener("click", () => {
      const code = part("code").value;
      const value = part("value").value.trim();
      const number = part("value").tagName === "INPUT" && value !== "" && !Number.isNaN(Number(value));
      show.value = code && `\${${code}} ${part("operator").value} ${number ? value : `'${value}'`}`;
      show.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // Only what the kind of answer needs is asked for.
  function fitting() {
    const kind = find("#i-answer");
    if (!kind) return;
    for (const field of document.querySelectorAll("#item [data-for]")) {
      field.closest(".field").hidden = !field.dataset.for.split(" ").includes(kind.value);
    }
    find("#i-bounds").closest(".field").hidden = !["number", "text", "photo", "table"].includes(kind.value);
  }

  // Nothing typed is lost: it is marked unsaved until the answer is there, kept when the draft was
  // changed elsewhere, and offered again on the page that shows the newest.
  let unsent = false;
  const saved = (words) => { const line = find("#saved"); if (line) line.textContent = words; };
  const typed = () => Object.fromEntries(new FormData(find("form#item")));
  editor.addEventListener("input", (event) => {
    if (!event.target.closest("#item, #outline") || event.target.id === "matter-q") return;
    unsent = true;
    saved("正在写，还没保存");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, requestConfig, xhr } = event.detail;
    if (!requestConfig || requestConfig.verb !== "post") return;
    if (successful) { unsent = false; sessionStorage.removeItem(stash); return; }
    if (find("form#item")) sessionStorage.setItem(stash, JSON.stringify(typed()));
    saved(xhr && xhr.status === 409 ? "没有保存：这份草稿在别处改过" : "没有保存，内容还在这一页上");
  });
  addEventListener("online", () => unsent && find("form#item")?.dispatchEvent(new Event("change", { bubbles: true })));
  addEventListener("beforeunload", (event) => unsent && !sessionStorage.getItem(stash) && event.preventDefault());

  function offerBack() {
    const box = find("#kept-back");
    const kept = JSON.parse(sessionStorage.getItem(stash) || "null");
    const form = find("form#item");
    if (!kept || !form || kept.code !== form.dataset.code) return;
    const line = document.createElement("p");
    line.textContent = `上次在 ${kept.code} 写的内容没有存上，还留着。`;
    const button = (words, then) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button";
      made.textContent = words;
      made.addEventListener("click", () => { sessionStorage.removeItem(stash); box.hidden = true; then(); });
      return made;
    };
    const back = () => {
      for (const name of ["text", "how", "basis", "typical", "measure", "what", "show_if"]) {
        if (form.elements[name] && kept[name] !== undefined) form.elements[name].value = kept[name];
      }
      form.dispatchEvent(new Event("change", { bubbles: true }));
    };
    box.replaceChildren(line, button("填回来", back), button("不要了", () => {}));
    box.hidden = false;
  }

  // On a narrow screen one of the three panes is shown.
  document.addEventListener("click", (event) => {
    const pane = event.target.closest("[data-pane]");
    if (pane) { event.preventDefault(); shown(pane.dataset.pane); return; }
    const flaw = event.target.closest("[data-focus]");
    if (flaw) { wanted = flaw.dataset.focus; flaw.closest("details").open = false; }
    if (event.target.closest("#outline ol a, [data-focus]")) shown("item");
    const opener = event.target.closest("[data-open]");
    if (!opener) return;
    event.preventDefault();
    opener.closest("details").open = false;
    shown("outline");
    const part = find(`#${opener.dataset.open}`);
    part.open = true;
    (find(`#${opener.dataset.leads}`) || find("input, button", part))?.focus();
  });
  function shown(name) {
    find(".editor").dataset.shown = name;
    for (const each of document.querySelectorAll("[data-pane]")) {
      if (each.dataset.pane === name) each.setAttribute("aria-current", "true");
      else each.removeAttribute("aria-current");
    }
  }

  // From a flaw to the field that it names.
  let wanted = "";
  function jump() {
    const name = { photos_on_fail: "photos", evidence: "photos", law: "basis", article: "basis", quoted: "basis" }[wanted] || wanted;
    if (name) find(`#item [name="${name}"]`)?.focus();
    wanted = "";
  }

  // 撤销 and 重做 by keyboard; inside a text the browser's own undo comes first.
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const key = event.key.toLowerCase();
    const name = key === "y" || (key === "z" && event.shiftKey) ? "redo" : key === "z" ? "undo" : "";
    if (!name) return;
    event.preventDefault();
    find(`[data-testid="${name}"]`).click();
  });

  // A field that was not taken over is marked as such; its words stand in the slot below.
  function marks() {
    for (const slot of document.querySelectorAll("#item .slot")) {
      const field = find(`#i-${slot.id.replace("-wrong", "")}`);
      if (slot.textContent) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
  }

  function ready() { sortable(); builder(); fitting(); marks(); }
  document.addEventListener("htmx:oobAfterSwap", () => queueMicrotask(ready));
  document.addEventListener("htmx:afterSettle", () => { ready(); jump(); });
  document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
    ready();
    if (!successful || requestConfig.elt !== editor) return;
    if (wanted) jump();
    else goOn(Object.fromEntries(requestConfig.formData), requestConfig.path);
  });
  document.addEventListener("change", (event) => event.target.id === "i-answer" && fitting());
  ready();
  offerBack();
})();
