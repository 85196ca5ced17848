// One window is one officer's phone; a second window may be another's.

const PHONE = "/h5/index.html";
const POLL = 3000; // ms between two looks for notifications
const DEVICE = { width: 410, height: 864 };
const narrow = matchMedia("(max-width: 900px)");
const $ = (id) => document.getElementById(id);

let people = [];
let chosen = null;
let seen = new Set();
let turn = 0; // a slow answer for somebody chosen before is dropped

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function note(title, words, action) {
  const box = make("div", "note");
  box.append(make("strong", "", title), words);
  if (action) {
    const button = make("button", "button", action.words);
    button.type = "button";
    button.addEventListener("click", action.run);
    box.append(make("br"), button);
  }
  return box;
}

async function read(url) {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.title || `没有读到（${answer.status}）`);
  return body;
}

async function exists(url) {
  const answer = await fetch(url).catch(() => null);
  return Boolean(answer && answer.ok);
}

// The page in a notification's link: applink (page=…), eapp://…, or the console's redirect_url.
function pageOf(link) {
  if (link.startsWith("eapp://")) return link.slice("eapp://".length);
  return new URLSearchParams(link.split("?").slice(1).join("?")).get("page");
}

function consoleOf(link) {
  const target = new URLSearchParams(link.split("?").slice(1).join("?")).get("redirect_url");
  return target && new URL(target, location.href).pathname;
}

function phoneAddress(person, page) {
  return `${PHONE}?phone=${encodeURIComponent(person)}${page ? `#/${page}` : ""}`;
}

async function showPhone(page) {
  const mine = turn;
  const address = phoneAddress(chosen.person, page);
  $("open").href = $("go").href = address;
  if (narrow.matches) return;
  if (!(await exists(PHONE))) {
    if (mine !== turn) return;
    const again = { words: "再看一次", run: () => showPhone(page) };
    $("screen").replaceChildren(note("小程序还没有构建", "请用 make demo 启动，它会先构建。", again));
    return;
  }
  if (mine !== turn) return;
  const frame = make("iframe");
  frame.title = `${chosen.name}的手机`;
  frame.allow = "geolocation; camera; clipboard-write";
  frame.src = address;
  $("screen").replaceChildren(frame);
}

async function showPaper() {
  const mine = turn;
  const address = `/demo/printer/${encodeURIComponent(chosen.person)}`;
  if (narrow.matches) return;
  const isThere = await exists(address);
  if (mine !== turn) return;
  if (!isThere) {
    const again = { words: "再看一次", run: showPaper };
    $("paper").replaceChildren(note("还没有纸出来", "在手机上打印文书后，纸面显示在这里。", again));
    return;
  }
  const frame = make("iframe");
  frame.title = "打印机的纸";
  frame.src = address;
  $("paper").replaceChildren(frame);
}

function messageRow(message, isNew) {
  const row = make("article", isNew ? "message is-new" : "message");
  const words = make("div", "words");
  const plain = message.text.replace(/^###.*\n/, "").replace(/^- /gm, ""); // the title says it
  words.append(make("strong", "", message.title), make("p", "", plain));
  words.append(make("span", "meta", message.at.slice(5, 16).replace("T", " ")));
  row.append(words);
  const page = pageOf(message.link);
  const inConsole = consoleOf(message.link);
  if (page || inConsole) {
    const link = make("a", "button", message.button || "打开");
    link.href = inConsole || phoneAddress(chosen.person, page);
    if (inConsole) link.target = "_blank";
    else if (!narrow.matches) link.addEventListener("click", (event) => {
      event.preventDefault();
      showPhone(page);
    });
    row.append(link);
  }
  return row;
}

async function showMessages(isFirst) {
  const mine = turn;
  let items;
  try {
    ({ items } = await read(`/demo/messages?person=${encodeURIComponent(chosen.person)}`));
  } catch (error) {
    if (mine === turn && isFirst) $("messages").replaceChildren(note("通知没有读到", error.message));
    return;
  }
  if (mine !== turn) return;
  const added = items.filter((each) => !seen.has(each.id));
  if (!isFirst && !added.length) return;
  $("count").textContent = items.length ? `${items.length} 条` : "";
  const rows = items.map((each) => messageRow(each, !isFirst && !seen.has(each.id)));
  const empty = note("还没有通知", "在管理后台派一个任务，几秒后出现在这里。");
  $("messages").replaceChildren(...(rows.length ? rows : [empty]));
  seen = new Set(items.map((each) => each.id));
}

function choose(person) {
  chosen = person;
  turn += 1;
  seen = new Set();
  history.replaceState(null, "", `?phone=${encodeURIComponent(person.person)}`);
  document.title = `${person.name}的手机 · 掌上执法演示`;
  $("holder").textContent = person.name;
  $("holder-role").textContent = person.role;
  $("holder-role").title = person.agency;
  $("go-words").textContent = `打开${person.name}的手机`;
  $("reload").disabled = false;
  $("open").hidden = $("go").hidden = false;
  for (const row of document.querySelectorAll(".person")) {
    row.setAttribute("aria-pressed", String(row.value === person.person));
  }
  showPhone();
  showPaper();
  showMessages(true);
}

function personRow(person) {
  const row = make("button", "person");
  row.type = "button";
  row.value = person.person;
  row.setAttribute("aria-pressed", String(chosen?.person === person.person));
  row.append(make("strong", "", person.name), make("span", "meta", person.role));
  if (person.remark) row.append(make("span", "remark", person.remark));
  row.addEventListener("click", () => choose(person));
  return row;
}

function list() {
  const wanted = $("search").value.trim();
  const found = people.filter((each) =>
    `${each.name} ${each.agency} ${each.role} ${each.remark}`.includes(wanted),
  );
  const groups = new Map();
  for (const each of found) groups.set(each.agency, [...(groups.get(each.agency) || []), each]);
  const rows = [];
  for (const [agency, members] of groups) {
    rows.push(make("h3", "", agency), ...members.map(personRow));
  }
  $("people").replaceChildren(...(rows.length ? rows : [note("没有找到", "换一个字再找。")]));
}

function fit() {
  const room = innerHeight - 56 - 32 - 46;
  const scale = Math.min(1, room / DEVICE.height);
  document.documentElement.style.setProperty("--scale", Math.max(0.5, scale).toFixed(3));
}

async function begin() {
  fit();
  try {
    people = (await read("/demo/people")).items;
  } catch (error) {
    $("people").replaceChildren(note("名录没有读到", error.message, { words: "再试一次", run: begin }));
    return;
  } finally {
    $("people").removeAttribute("aria-busy");
  }
  list();
  const asked = new URLSearchParams(location.search).get("phone");
  const first = people.find((each) => each.person === asked) || people[0];
  if (first) choose(first);
}

$("search").addEventListener("input", list);
$("reload").addEventListener("click", () => { showPhone(); showPaper(); });
addEventListener("resize", fit);
narrow.addEventListener("change", () => { if (chosen) { showPhone(); showPaper(); } });
setInterval(() => { if (chosen && !document.hidden) showMessages(false); }, POLL);
begin();
