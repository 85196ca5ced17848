// Gets a one-use code, from the workbench or from the demo platform, and changes it for a session.

const box = document.getElementById("sign-in");
const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
};

async function ask(address, body) {
  const answer = await fetch(address, {
    method: body ? "POST" : "GET",
    headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json" }) },
    body: body && JSON.stringify(body),
  });
  const read = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(read.title || `没有登录成功（${answer.status}）`);
  return read;
}

async function enter(code) {
  await ask("/console/session", { code });
  location.replace(box.dataset.next);
}

function refuse(error) {
  const offline = error instanceof TypeError;
  const note = make("div", "note tone-late");
  note.dataset.testid = "sign-in-problem";
  note.append(make("p", "", offline ? "没连上服务器，请看网络后再试一次。" : error.message));
  document.getElementById("sign-in-problem").replaceChildren(note);
  note.scrollIntoView({ block: "center" });
}

// 钉钉工作台: the container brings dd; older ones know the call by its long name.
function workbenchCode() {
  const dd = window.dd;
  const call = dd?.requestAuthCode ?? dd?.runtime?.permission?.requestAuthCode;
  if (!call) return null;
  return new Promise((done, fail) => {
    const took = (result) => done(result.code);
    const failed = (error) => fail(new Error(`钉钉没有给登录码：${error?.errorMessage ?? error?.message ?? "原因不明"}`));
    call({
      corpId: box.dataset.corpId,
      clientId: box.dataset.clientId,
      onSuccess: took,
      success: took,
      onFail: failed,
      fail: failed,
    });
  });
}

async function fromWorkbench() {
  const [state, way, again] = ["sign-in-state", "sign-in-way", "sign-in-again"].map((id) =>
    document.getElementById(id));
  state.hidden = false;
  way.hidden = again.hidden = true;
  const code = workbenchCode();
  try {
    if (code) return await enter(await code);
    way.hidden = false;
  } catch (error) {
    refuse(error);
    again.hidden = false;
  }
  state.hidden = true;
}

function person(each) {
  const button = make("button", "person");
  button.type = "button";
  button.dataset.testid = `person-${each.person}`;
  button.append(make("b", "", each.name), make("span", "meta", each.role));
  if (each.remark) button.append(make("span", "meta line", each.remark));
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const { authCode } = await ask("/demo/auth-code", { person: each.person, device: "console" });
      await enter(authCode);
    } catch (error) {
      refuse(error);
      button.removeAttribute("aria-busy");
    }
  });
  return button;
}

function grouped(people) {
  const list = make("div", "people");
  for (const agency of new Set(people.map((each) => each.agency))) {
    list.append(make("h2", "meta", agency));
    list.append(...people.filter((each) => each.agency === agency).map(person));
  }
  return list;
}

async function choose() {
  const list = document.getElementById("people");
  const words = box.dataset.served.split("、");
  try {
    const { items } = await ask("/demo/people");
    const sees = (each) => words.some((word) => each.role.includes(word));
    const others = make("details");
    others.append(make("summary", "", "其他人（多数只在手机上用）"), grouped(items.filter((each) => !sees(each))));
    list.replaceChildren(grouped(items.filter(sees)), others);
  } catch (error) {
    refuse(error);
    list.replaceChildren();
  }
  list.removeAttribute("aria-busy");
}

if (box.dataset.demo) choose();
else {
  document.getElementById("sign-in-again").addEventListener("click", fromWorkbench);
  fromWorkbench();
}
