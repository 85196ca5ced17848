// What pages need beyond links and forms. htmx fetches the parts; this keeps them usable by ear
// and by keyboard. No state is kept here: the server draws everything.

const byId = (id) => document.getElementById(id);
const formToken = () => document.querySelector('meta[name="form-token"]').content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = formToken();
  const { parameters, verb } = event.detail; // addresses carry only what was asked
  if (verb === "get") for (const name of Object.keys(parameters)) if (parameters[name] === "") delete parameters[name];
});

// The menu is longer than a small window: where one is stands in sight.
document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });

// A list narrowed in place has another address than the page came with: its sheet follows.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-follows]");
  if (link) link.search = location.search;
});

// Escape shuts a menu that is open and goes back to what opened it; whoever goes on elsewhere
// leaves no menu open behind.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const open = event.target.closest(".reveal[open]") || document.querySelector("[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
for (const kind of ["focusin", "click"]) {
  document.addEventListener(kind, ({ target }) => {
    for (const menu of document.querySelectorAll("[data-menu][open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
}

// One polite live region for every swap: answers say in HX-Trigger what has changed.
document.addEventListener("announce", (event) => {
  byId("live").textContent = event.detail.value;
});

function tell(words) {
  const note = document.createElement("div");
  note.className = "note tone-warn";
  note.dataset.testid = "not-reached";
  const line = document.createElement("p");
  const strong = document.createElement("b");
  strong.textContent = words;
  line.append(strong, " 填的内容还在，网络恢复后再试一次。");
  note.append(line);
  byId("notice").replaceChildren(note);
}

document.addEventListener("htmx:sendError", () => tell("没连上服务器。"));
document.addEventListener("htmx:timeout", () => tell("服务器没有及时回应。"));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) byId("notice").replaceChildren();
});

// What was refused is told at the head of the page, however far down one was.
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "notice") detail.target.scrollIntoView({ block: "nearest" });
});

// A picture that cannot be drawn says so instead of standing broken.
document.addEventListener("error", (event) => {
  const image = event.target;
  if (!(image instanceof HTMLImageElement)) return;
  const words = document.createElement("span");
  words.className = "undrawn";
  words.textContent = "不能预览，可下载原件";
  image.replaceWith(words);
}, true);

// A form goes once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  form.setAttribute("aria-busy", "true");
});
// What has been put right no longer stands there as wrong.
document.addEventListener("change", (event) => {
  const field = event.target.closest(".field");
  field?.querySelector(".wrong:not(.slot)")?.remove();
  for (const each of [field, event.target]) each?.removeAttribute("aria-invalid");
});

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-once]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// On a phone the tabs scroll: the one that is on stays in sight.
function showTab() {
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}
document.addEventListener("DOMContentLoaded", showTab);
document.addEventListener("htmx:afterSettle", showTab);

// From the search field into the hits and back with the arrows.
document.addEventListener("keydown", (event) => {
  const hits = [...document.querySelectorAll("#hits a")];
  const search = byId("q");
  if (!hits.length || !search) return;
  const at = hits.indexOf(document.activeElement);
  if (at < 0 && document.activeElement !== search) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const to = at + step;
    (to < 0 ? search : hits[Math.min(to, hits.length - 1)]).focus();
  } else if (event.key === "Escape" && at >= 0) search.focus();
});

// The team: whoever leads goes along, and the first one ticked leads until another is named.
function checkTeam(changed) {
  const box = byId("officers");
  if (!box) return;
  const ticked = () => [...box.querySelectorAll('input[name="officer_ids"]:checked')];
  const leader = () => box.querySelector('input[name="leader"]:checked');
  const radioOf = (input) => box.querySelector(`input[name="leader"][value="${input.value}"]`);
  if (changed?.name === "leader") {
    box.querySelector(`input[name="officer_ids"][value="${changed.value}"]`).checked = true;
  }
  if (changed?.name === "officer_ids") {
    if (!changed.checked && radioOf(changed).checked) radioOf(changed).checked = false;
    if (!leader() && ticked().length) radioOf(ticked()[0]).checked = true;
  }
  const names = ticked().map((each) => each.dataset.name + (radioOf(each).checked ? "（组长）" : ""));
  byId("team-said").textContent = names.length ? `已选 ${names.length} 人：${names.join("、")}` : "";
}
document.addEventListener("change", (event) => {
  if (["officer_ids", "leader"].includes(event.target.name)) checkTeam(event.target);
});
document.addEventListener("htmx:afterSettle", () => checkTeam());
document.addEventListener("DOMContentLoaded", () => checkTeam());

// After a swap that took the focused control away, go on where the new part begins.
let taken = null; // what is replaced with the focus in it
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  const had = document.activeElement !== document.body && target.contains(document.activeElement);
  taken = had ? target : null;
});
document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  if (!taken || document.activeElement !== document.body || !elt.isConnected || elt.closest("#editor")) return;
  if (taken.id && !elt.closest(`#${CSS.escape(taken.id)}`)) return; // drawn beside it
  taken = null;
  const places = elt.id === "subject" ? "input[type=search], .chosen a" : "a[href], button:enabled, input:enabled:not([type=hidden]), select, textarea, summary";
  const next = elt.querySelector(places) || elt;
  if (next === elt) elt.tabIndex = -1;
  next.focus();
});
// Of rows that come later the first takes the focus, not the one that took it before.
document.addEventListener("focusin", ({ target }) => target.removeAttribute("autofocus"));

// A browser is content when a corner of what it focuses can be seen; whoever uses keys needs all
// of it. A pointer is already there: nothing may move away under it.
let byKey = false;
document.addEventListener("keydown", () => { byKey = true; }, true);
document.addEventListener("pointerdown", () => { byKey = false; }, true);
document.addEventListener("focusin", ({ target }) => {
  if (byKey && target.closest("main > *")) target.scrollIntoView({ block: "nearest", inline: "nearest" });
});
