// The exam keeps every answer on the device first, then sends it, and says
// truthfully where it is: kept here, sending, received. With the network gone
// the exam goes on from memory: questions are fetched once and never stored.
// Without this script every page is a form that works as it is.

interface Option { id: string; who?: string; text: string }
interface Part { text?: string; gap?: number }
interface Item { position: number; type: string; language: string; text: string; parts?: Part[]; case?: string; hint?: string; options: Option[]; choices?: Option[] }
interface Answer { position: number; options?: string[]; texts?: string[]; unsure?: boolean; confidence?: string; saved?: string }
interface Attempt { state: string; rev: number; receipt: string; confidence?: boolean; answers: Answer[]; items?: Item[] }
interface Problem { type?: string; title?: string; detail?: string; rev?: number; receipt?: string; answers?: Answer[] }
// What is kept of one question: the controls as they are (what is typed behind
// "=", how sure somebody is behind "~"), the answer as it can be sent, when it was given (ms), and the answer of the server's that it replaces.
interface Kept { f: string[]; a: Answer | null; t: number; b: string }
// Rev is the revision that the answers were given to; send is there once the
// person has pressed the button that ends the exam.
interface Copy { rev: number; d: Record<string, Kept>; send?: { key: string; rev?: number } }

const DAY = 864e5;
const root = document.querySelector<HTMLElement>("[data-exam]");
const person = document.querySelector<HTMLElement>("[data-who]");
const who = person?.dataset.who ?? "";
const shared = person?.dataset.shared !== undefined; // kept until the tab is closed, no longer
const lang = document.documentElement.lang;
const words: Record<string, string> = Object.fromEntries((root?.dataset.words ?? "").split("\n").map((l) => [l.split("=", 1)[0], l.slice(l.indexOf("=") + 1)]));
const of = Number(root?.dataset.of);
const statusLine = root?.querySelector<HTMLElement>("[role=status]") ?? null;

let items: Item[] | undefined;
let sure = false; // learners may say how sure they are
let known = new Map<number, Answer>(); // what the server holds
let rev = Number(root?.dataset.rev ?? 0); // the newest that this page knows of
let receipt = "";
let saved = "";
let skew = 0; // the server's clock less this one, ms
let failing = !navigator.onLine;
let refusal = ""; // the server has refused, and would do so again
let at: number | "review" | "waiting" = "review";
let change = false;
let tries = 0;
let timer = 0;

const word = (key: string, values: Record<string, string | number> = {}): string =>
  Object.entries(values).reduce((s, [name, v]) => s.replace("{" + name + "}", String(v)), words[key] ?? "");
// In the institution's time zone, as on the server's pages.
const clock = (ms: number): string => new Date(ms).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: words.zone || undefined });
const canon = (a?: Answer | null): string => (a ? (a.unsure ? "unsure" : stateOfAnswer(a).join(" ")) : "");
const stateOfAnswer = (a: Answer): string[] => [...(a.options ?? []), ...(a.texts ?? []).map((t) => "=" + t), ...(a.confidence ? ["~" + a.confidence] : [])];

// --- the copy on the device

const prefix = "ascult.exam.";
let memory: Record<string, string> | undefined; // where the browser keeps nothing

function shelf(): Storage | null {
  try { return shared ? sessionStorage : localStorage; } catch { return null; }
}

// What other people have left here is wiped, and what is too old to be taken.
function tidy(): string[] {
  const own: string[] = [];
  if (!who) return own;
  for (const get of [() => localStorage, () => sessionStorage]) {
    try {
      const box = get();
      for (const key of Object.keys(box)) {
        if (!key.startsWith(prefix)) continue;
        let fresh = false;
        try {
          const copy = JSON.parse(box.getItem(key) ?? "") as Copy;
          fresh = Math.max(0, ...Object.values(copy.d).map((k) => k.t)) > Date.now() - 3 * DAY || !!copy.send;
        } catch { /* not one of ours */ }
        if (!key.startsWith(prefix + who + ".") || !fresh) box.removeItem(key);
        else {
          own.push(key.slice(prefix.length + who.length + 1));
          const right = shelf(); // another one, if the same person has signed in otherwise
          if (!right || right === box) continue;
          if (!right.getItem(key)) right.setItem(key, box.getItem(key) ?? "");
          box.removeItem(key);
        }
      }
    } catch { /* the browser keeps nothing: there is nothing to wipe */ }
  }
  return own;
}

function read(id: string): Copy {
  let text: string | null | undefined = memory?.[id];
  if (!memory) try { text = shelf()?.getItem(prefix + who + "." + id); } catch { text = null; }
  try { if (text) return JSON.parse(text) as Copy; } catch { /* damaged: as if it were not there */ }
  return { rev, d: {} };
}

function write(id: string, copy: Copy): void {
  const key = prefix + who + "." + id;
  const text = JSON.stringify(copy);
  const empty = !copy.send && Object.keys(copy.d).length === 0;
  if (!memory) {
    try {
      const box = shelf();
      if (!box) throw new Error("no storage");
      if (empty) box.removeItem(key); else box.setItem(key, text);
      return;
    } catch { memory = {}; }
  }
  if (empty) delete memory[id]; else memory[id] = text;
}

// --- what is said

function say(state: string, text: string): void {
  if (!statusLine) return;
  statusLine.dataset.state = state;
  if (statusLine.textContent !== text) statusLine.textContent = text;
}

function sayKept(copy: Copy, more = refusal): void {
  const times = Object.values(copy.d).map((k) => k.t);
  if (!times.length) return;
  const text = memory ? word("kept_not") : word(shared ? "kept_shared" : "kept", { Time: clock(Math.max(...times)) });
  say("kept", more ? text + ". " + more : text);
}

function sayReceived(): void {
  if (receipt && saved) say("received", word("received", { Time: clock(Date.parse(saved)), Receipt: receipt }));
}

// One thing to press beside the status line, or none.
function offer(text = "", press?: string | (() => void)): void {
  root?.querySelector(".save-act")?.remove();
  if (!press || !statusLine) return;
  const e = typeof press === "string" ? link(text, press) : button(text, press);
  e.classList.add("save-act");
  statusLine.after(e);
}

// --- sending

async function ask(method: string, path: string, body?: unknown, key?: string): Promise<{ status: number; body: Attempt & Problem & { saved?: string; ended?: string } } | null> {
  const headers: Record<string, string> = {};
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  try {
    const answer = await fetch("/api/v1/attempts/" + path + "?lang=" + lang, {
      method, headers, body: body ? JSON.stringify(body) : undefined, credentials: "same-origin", keepalive: !!body,
      signal: AbortSignal.timeout?.(15000),
    });
    const date = Date.parse(answer.headers.get("Date") ?? "");
    if (date) skew = date - Date.now();
    const data = await answer.json();
    failing = false;
    return { status: answer.status, body: data };
  } catch {
    failing = true;
    return null;
  }
}

// merge joins what is kept here with what the server holds. Where both have
// changed the later one stays. Answers that come from elsewhere end what was to
// be sent: nobody has seen them together with these.
function merge(id: string, server: { rev?: number; receipt?: string; answers?: Answer[] }): void {
  const copy = read(id);
  const theirs = new Map((server.answers ?? []).map((a) => [a.position, a]));
  let mine = 0;
  for (const [n, kept] of Object.entries(copy.d)) {
    const theirs1 = theirs.get(Number(n));
    const now = canon(theirs1);
    const later = Date.parse(theirs1?.saved ?? "") > kept.t + skew;
    if (now === canon(kept.a)) mine++;
    if (now === canon(kept.a) || (now !== kept.b && later)) delete copy.d[n];
    else kept.b = now;
  }
  const elsewhere = server.rev !== copy.rev + mine;
  known = theirs;
  copy.rev = rev = server.rev ?? rev;
  receipt = server.receipt ?? receipt;
  saved = [...theirs.values()].map((a) => a.saved ?? "").sort().pop() ?? "";
  const cancelled = copy.send && elsewhere;
  if (cancelled) delete copy.send;
  else if (copy.send) delete copy.send.rev;
  write(id, copy);
  if (!cancelled || !root) return;
  go("review", !location.pathname.endsWith("/review"));
  note(word("review_stale"));
}

let running: Promise<void> | undefined;
let again = false;

// deliver sends what is kept, one request at a time, and comes back when there
// is nothing more to send or it cannot be sent now.
function deliver(id: string): Promise<void> {
  if (running) { again = true; return running; }
  clearTimeout(timer);
  running = (async () => {
    do {
      again = false;
      while (!refusal && (await step(id))) { /* until nothing is left */ }
    } while (again && !failing && !refusal);
  })().finally(() => { running = undefined; });
  return running;
}

function later(id: string): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void deliver(id), Math.min(60, 2 ** ++tries) * 1000);
}

// step sends one request and reports whether there may be more to send.
async function step(id: string): Promise<boolean> {
  const copy = read(id);
  const todo = Object.values(copy.d).filter((k) => k.a);
  const ending = copy.send && (copy.send.rev !== undefined || !todo.length);
  if (!ending && !todo.length) return false;
  if (ending && copy.send && copy.send.rev === undefined) {
    copy.send.rev = copy.rev;
    write(id, copy);
  }
  say("sending", word("sending"));
  const got = ending && copy.send
    ? await ask("POST", id + "/submit", { rev: copy.send.rev }, copy.send.key)
    : await ask("PUT", id + "/answers", { rev: copy.rev, answers: todo.map((k) => k.a) });
  const now = read(id); // another page may have kept more meanwhile
  const body = got?.body;
  if (!got || !body || got.status >= 500 || got.status === 429) {
    sayKept(now, got ? body?.title : "");
    if (now.send) say("kept", word("waiting_title"));
    later(id);
    return false;
  }
  tries = 0;
  if (got.status === 200 && ending) {
    write(id, { rev: 0, d: {} });
    receipt = body.receipt;
    saved = body.ended ?? "";
    sayReceived();
    refusal = " "; // nothing more is to be sent
    if (root) location.replace("/" + lang + "/attempt/" + id + "/result");
    else location.reload();
    return false;
  }
  if (got.status === 200) {
    for (const k of todo) {
      const n = k.a?.position ?? 0;
      if (k.a) known.set(n, k.a);
      const kept = now.d[n];
      if (kept?.t === k.t) delete now.d[n];
      else if (kept) kept.b = canon(k.a);
    }
    now.rev = rev = body.rev;
    write(id, now);
    receipt = body.receipt;
    saved = body.saved ?? "";
    if (Object.keys(now.d).length) sayKept(now); else sayReceived();
    offer();
    return true;
  }
  if (got.status === 409 && body.type?.endsWith("/rev") && body.rev !== undefined) {
    merge(id, body);
    return true;
  }
  refused(id, got.status, body, now);
  return false;
}

// refused says why the server does not take the answers.
function refused(id: string, status: number, problem: Problem, copy: Copy): void {
  refusal = [problem.title, problem.detail].filter(Boolean).join(". ");
  if (status === 401 || status === 404) { // nobody is signed in, or somebody else
    refusal = word(status === 401 ? "session" : "gone");
    offer(word("sign_in"), "/" + lang + "/account/sign-in?next=" + location.pathname);
  } else if (status === 409) {
    write(id, { rev, d: {} });
    offer(word("see_result"), "/" + lang + "/attempt/" + id + "/result");
  }
  if (status < 405 && Object.keys(copy.d).length) sayKept(copy); else say("refused", refusal);
}

// --- the page

function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string | boolean> = {}, ...inside: (Node | string)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  for (const [name, v] of Object.entries(attributes)) if (v !== false) e.setAttribute(name, v === true ? "" : v);
  e.append(...inside);
  return e;
}

const link = (text: string, href: string): HTMLAnchorElement => el("a", { href }, text);

function button(text: string, press?: () => void, kind = "btn alt"): HTMLButtonElement {
  const b = el("button", { class: kind, type: press ? "button" : "submit" }, text);
  if (press) b.addEventListener("click", press);
  return b;
}

const here = (target: number | string): string => "/" + lang + "/attempt/" + root?.dataset.exam + "/" + target;
const foreign = (item: Item): Record<string, string | boolean> => ({ lang: item.language !== lang && item.language });
const listed = (type: string): boolean => type === "order" || type === "match";

// The state of the controls that shows an answer.
function controlsFor(item: Item, a?: Answer): string[] {
  if (!a) return [];
  if (a.unsure) return ["unsure"];
  const ids = a.options ?? [];
  return item.type === "order" ? item.options.map((o) => String(ids.indexOf(o.id) + 1)).concat(stateOfAnswer({ ...a, options: [] })) : stateOfAnswer(a);
}

// The answer that the controls show, or the word that says what is wrong and
// the control that it is about.
function answerFrom(item: Item, f: string[]): { a: Answer | null; wrong?: string; field?: string } {
  const position = item.position;
  const unsure = f.includes("unsure");
  const said = f.find((v) => v.startsWith("~"))?.slice(1);
  const confidence = said ? { confidence: said } : {};
  const gaps = gapsOf(item);
  const given = f.filter((v) => v !== "unsure" && !v.startsWith("~")).map((v) => gaps.length ? v.slice(1).trim().normalize() : v);
  const filled = given.filter(Boolean);
  if (!filled.length && unsure) return { a: { position, unsure: true } };
  if (!filled.length) return { a: null, wrong: gaps.length ? "gap_missing" : "answer_missing", field: "o" + (gaps[0] ?? 1) };
  if (unsure) return { a: null, wrong: "answer_both" };
  for (const n of gaps) {
    const t = given[n - 1] ?? "";
    const wrong = !t ? "incomplete" : [...t].length > 100 ? "long" : /\p{Cc}/u.test(t) ? "control" : "";
    if (wrong) return { a: null, wrong: "gap_" + wrong, field: "o" + n };
  }
  if (gaps.length) return { a: { position, texts: given, ...confidence } };
  if (!listed(item.type)) return { a: { position, options: given, ...confidence } };
  if (item.type === "order") {
    const twice = given.findIndex((v, i) => v && given.indexOf(v) < i);
    if (twice >= 0) return { a: null, wrong: "order_twice", field: "o" + (twice + 1) };
  }
  if (filled.length < item.options.length) return { a: null, wrong: item.type + "_incomplete", field: "o" + (given.indexOf("") + 1) };
  const options = item.type === "match" ? given : item.options.map((_, place) => item.options[given.indexOf(String(place + 1))]?.id ?? "");
  return { a: { position, options, ...confidence } };
}

// The gaps of a question in the order in which they are read, by their number
// in the bank, which is that of their fields.
const gapsOf = (item: Item): number[] => (item.parts ?? []).flatMap((p) => p.gap ?? []);
const fields = (): HTMLInputElement[] => Array.from(root?.querySelectorAll<HTMLInputElement>("input[type=text]") ?? []).sort((a, b) => a.id < b.id ? -1 : 1);

function controls(): string[] {
  const f = Array.from(root?.querySelectorAll("select") ?? [], (s) => s.value);
  const checked = (name: string): string[] => Array.from(root?.querySelectorAll<HTMLInputElement>("input[name=" + name + "]:checked") ?? [], (i) => i.value);
  return f.concat(fields().map((i) => "=" + i.value), checked("option"), checked("confidence").filter(Boolean).map((v) => "~" + v));
}

function show(f: string[]): void {
  root?.querySelectorAll("select").forEach((s, i) => { s.value = /^(unsure$|~)/.test(f[i] ?? "") ? "" : f[i] ?? ""; });
  const typed = f.filter((v) => v.startsWith("="));
  fields().forEach((i, n) => { i.value = typed[n]?.slice(1) ?? ""; });
  root?.querySelectorAll<HTMLInputElement>("input[name=option]").forEach((i) => { i.checked = f.includes(i.value); });
  root?.querySelectorAll<HTMLInputElement>("input[name=confidence]").forEach((i) => { i.checked = i.value ? f.includes("~" + i.value) : !f.some((v) => v.startsWith("~")); });
}

// The item on the page: from memory, or as much as the page itself shows of it.
function item(): Item | undefined {
  if (typeof at !== "number" || !root) return undefined;
  if (items) return items[at - 1];
  const rows = Array.from(root.querySelectorAll<HTMLElement>(".asked"), (row) => ({ id: row.dataset.id ?? "", text: "" }));
  const parts = Array.from(root.querySelectorAll("input[type=text]"), (i) => ({ gap: Number(i.id.slice(1)) }));
  return { position: at, parts, type: root.querySelector(".choices") ? "match" : rows.length ? "order" : "single", language: lang, text: "", options: rows };
}

// keep puts the answer on the device; it returns what is wrong with it.
function keep(): { wrong?: string; field?: string } {
  const shown = item();
  const id = root?.dataset.exam ?? "";
  if (!shown) return {};
  const f = controls();
  const { a, wrong, field } = answerFrom(shown, f);
  const copy = read(id);
  const n = shown.position;
  const before = known.get(n);
  const nothing = !f.filter((v) => v && v !== "=").length && !before;
  if (nothing) delete copy.d[n];
  else if (copy.d[n] || canon(a) !== canon(before) || !a) {
    if (copy.d[n]?.f.join() !== f.join()) copy.d[n] = { f, a, t: Date.now(), b: copy.d[n]?.b ?? canon(before) };
  }
  write(id, copy);
  if (copy.d[n]) sayKept(copy);
  return { wrong, field };
}

function stateOf(n: number, copy: Copy): string[] {
  const shown = items?.[n - 1];
  return copy.d[n]?.f ?? (shown ? controlsFor(shown, known.get(n)) : []);
}

function head(step: string): void {
  const e = root?.querySelector("[data-step]");
  if (e) e.textContent = step;
  for (const a of document.querySelectorAll<HTMLAnchorElement>(".langs a")) a.href = "/" + a.hreflang + location.pathname.slice(3) + location.search;
}

// replace puts new content behind the head of the page.
function replace(title: string, ...content: Node[]): void {
  const steps = root?.querySelector(".steps");
  if (!root || !steps) return;
  root.replaceChildren(steps, ...content);
  document.title = title + " – " + word("title") + " – Ascult";
  const h1 = root.querySelector("h1");
  if (h1) h1.tabIndex = -1;
  h1?.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

function note(text: string): void {
  root?.querySelector("h1")?.after(el("div", { class: "call" }, el("p", {}, text)));
}

// The words of an option; in a transcript, who says them.
const spoken = (o: Option): (Node | string)[] => [...(o.who ? [el("span", { class: "who" }, o.who + ":"), " "] : []), o.text];

// The sentence with a field in each of its gaps, as the server's page has it.
function sentence(q: Item): HTMLElement {
  let n = 0;
  const of = gapsOf(q).length;
  return el("p", { class: "gaps", id: "sentence", ...foreign(q) }, ...(q.parts ?? []).flatMap((p): (Node | string)[] => {
    if (!p.gap) return [p.text ?? ""];
    const id = "o" + p.gap;
    const label = el("label", { for: id, lang }, el("span", { "aria-hidden": "true" }, "[" + ++n + "]"), el("span", { class: "vh" }, word("gap_label", { Gap: n, Of: of })));
    return [label, " ", el("input", { type: "text", name: id, id, size: "14", autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "sentence" })];
  }));
}

function question(n: number): void {
  const q = items?.[n - 1];
  if (!q) return;
  const gap = q.type === "gap";
  const many = q.type === "multiple" || q.type === "spot" || gap || listed(q.type);
  const hint = word(q.type + "_hint", { Of: q.options.length }) || word(many ? "choose_many" : "choose_one");
  const choice = (id: string, value: string, text: (Node | string)[], attributes = {}, name = "option"): HTMLElement =>
    el("div", { class: "opt" }, el("input", { type: many && name === "option" ? "checkbox" : "radio", name, id, value }), el("label", { for: id, ...attributes }, ...text));
  const rows = q.options.map((o, i) => {
    const id = "o" + (i + 1);
    const line = choice(id, o.id, spoken(o), q.type === "true-false" ? {} : foreign(q));
    if (q.type === "spot") return el("li", {}, line);
    if (!listed(q.type)) return line;
    const values = q.type === "order" ? q.options.map((_, k) => ({ id: String(k + 1), text: word("place", { Place: k + 1 }) })) : q.choices ?? [];
    const select = el("select", { name: id, id, ...(q.type === "match" ? foreign(q) : {}) }, el("option", { value: "" }, word("choose")));
    select.append(...values.map((v, k) => el("option", { value: v.id }, (q.choices ? String.fromCharCode(65 + k) + ". " : "") + v.text)));
    return el("div", { class: q.choices ? "asked tall" : "asked" }, el("label", { for: id, ...foreign(q) }, o.text), select);
  });
  const back = change ? link(word("back_review"), here("review")) : link(word("back", { Position: n - 1 }), here(n - 1));
  back.dataset.back = "";
  replace(word("step", { Position: n, Of: of }), el("form", { method: "post", action: here(n), novalidate: true },
    ...(q.case ? [el("section", { class: "panel", "aria-labelledby": "case-h" }, el("h2", { id: "case-h" }, word("case")), el("p", foreign(q), q.case))] : []),
    el("fieldset", { "aria-describedby": "hint" }, el("legend", {}, gap ? el("h1", {}, word("gap_heading")) : el("h1", foreign(q), q.text)), el("p", { class: "hint", id: "hint" }, hint),
      ...(q.choices ? [el("ol", { class: "choices", ...foreign(q) }, ...q.choices.map((c) => el("li", {}, c.text)))] : []),
      ...(gap ? [sentence(q)] : q.type === "spot" ? [el("ol", { class: "plain" }, ...rows)] : rows), choice("unsure", "unsure", [word("unsure")])),
    ...(q.hint ? [el("details", {}, el("summary", {}, word("hint")), el("p", foreign(q), q.hint))] : []),
    ...(sure ? [el("fieldset", { "aria-describedby": "sure-hint" }, el("legend", { class: "label" }, word("sure_legend")), el("p", { class: "hint", id: "sure-hint" }, word("sure_hint")),
      ...["sure", "rather-sure", "not-sure", ""].map((v) => choice(v || "sure-none", v, [word("sure_" + (v.replace("-", "_") || "none"))], {}, "confidence")))] : []),
    el("div", { class: "row" }, button(word("continue"), undefined, "btn"), ...(change || n > 1 ? [back] : []), link(word("leave"), "/" + lang + "/learn/"))));
  head(word("step", { Position: n, Of: of }));
  show(stateOf(n, read(root?.dataset.exam ?? "")));
}

// The answer in words: one text, a list, the rows of an order, or pairs.
function inWords(q: Item, a: Answer): HTMLElement {
  const words = (id?: string, from = q.options): (Node | string)[] => from.filter((o) => o.id === id).flatMap(spoken);
  const lines = q.type === "match" ? q.options.map((o, i) => [o.text + " – ", ...words(a.options?.[i], q.choices)]) : a.texts ? gapsOf(q).map((n) => [a.texts?.[n - 1] ?? ""]) : (a.options ?? []).map((id) => words(id));
  return el("div", { class: "given", ...foreign(q) }, el(q.type === "order" || a.texts ? "ol" : "ul", {}, ...lines.map((l) => el("li", {}, ...l))));
}

function review(): void {
  const copy = read(root?.dataset.exam ?? "");
  let missing = 0;
  const rows = (items ?? []).map((q) => {
    const a = copy.d[q.position]?.a ?? known.get(q.position);
    const state = !a ? "missing" : a.unsure ? "unsure" : "answered";
    if (!a) missing++;
    const to = link(word("change"), here(q.position) + "?change=1");
    to.dataset.go = String(q.position);
    to.append(el("span", { class: "vh" }, " " + word("change_number", { Position: q.position })));
    return el("li", {}, el("p", foreign(q), q.position + ". " + q.text), ...(state === "answered" && a ? [inWords(q, a)] : []),
      el("p", { class: "row" }, el("span", { class: { missing: "tag warn", unsure: "tag", answered: "tag ok" }[state] }, word("state_" + state)), " ", to));
  });
  replace(word("review_title"), el("h1", {}, word("review_title")), el("ol", { class: "checks" }, ...rows),
    el("form", { method: "post", action: here("submit"), novalidate: true }, ...(missing ? [el("p", {}, (words.missing.split("|")[Number(words.plural[missing - 1])] ?? "").replace("{Count}", String(missing)))] : []),
      ...(failing ? [el("p", {}, word("send_later"))] : []), el("p", { id: "send-note" }, word("send_note")),
      el("div", { class: "row" }, el("button", { class: "btn", type: "submit", "aria-describedby": "send-note" }, word("send")), link(word("leave"), "/" + lang + "/learn/"))));
  head(word("title"));
}

function waiting(): void {
  const id = root?.dataset.exam ?? "";
  replace(word("waiting_title"), el("h1", {}, word("waiting_title")), el("p", {}, word(memory || shared ? "waiting_shared" : "waiting_text")),
    el("div", { class: "row" }, button(word("try"), () => { tries = 0; void deliver(id); }, "btn"), button(word("to_answers"), () => {
      const copy = read(id);
      delete copy.send;
      write(id, copy);
      go("review", false);
    })));
  head(word("title"));
}

// go shows another part of the exam without asking the server for a page.
function go(target: number | "review" | "waiting", push = true): void {
  if (!items && target !== "waiting") { location.assign(here(target)); return; }
  at = target;
  if (target === "review") change = false;
  if (push) history.pushState(null, "", here(target) + (change ? "?change=1" : ""));
  if (target === "waiting") waiting(); else if (target === "review") review(); else question(target);
}

function place(): void {
  const [, part] = location.pathname.match(/\/attempt\/[^/]+\/(\d+|review)$/) ?? [];
  at = part === "review" || !part ? "review" : Number(part);
  change = at !== "review" && location.search === "?change=1";
}

// described says what describes a control: a complaint, and the sentence round it.
function described(control: Element, by = ""): void {
  const ids = ((control.matches("[type=text]") ? "sentence " : "") + by).trim();
  if (ids) control.setAttribute("aria-describedby", ids); else control.removeAttribute("aria-describedby");
}

function complain(key: string, field = "o1"): void {
  root?.querySelectorAll(".errs, .err").forEach((e) => e.remove());
  root?.querySelectorAll("[aria-invalid]").forEach((e) => { e.removeAttribute("aria-invalid"); described(e); });
  const box = el("div", { class: "errs", id: "errs", tabindex: "-1", role: "group", "aria-labelledby": "errs-h" },
    el("h2", { id: "errs-h" }, word("errs")), el("ul", {}, el("li", {}, link(word(key), "#" + field))));
  root?.querySelector(".steps")?.after(box);
  root?.querySelector("#hint")?.after(el("p", { class: "err", id: "err" }, el("span", { class: "vh" }, word("error")), " " + word(key)));
  root?.querySelector("fieldset")?.setAttribute("aria-describedby", "hint err");
  const control = document.getElementById(field);
  if (control && /^(order|match|gap)_/.test(key)) {
    control.setAttribute("aria-invalid", "true");
    described(control, "err");
  }
  document.title = word("error") + " " + document.title.replace(word("error") + " ", "");
  box.focus();
}

const wait = (ms: number): Promise<void> => new Promise((done) => { setTimeout(done, ms); });

// Most often the server has the answer before the next question is shown; who
// is offline does not wait.
const sent = (id: string): Promise<void> => Promise.race([deliver(id), wait(failing || !navigator.onLine ? 50 : 1500)]);

function begin(id: string): void {
  let moving = false;
  let soon = 0;
  place();
  const copy = read(id);
  if (typeof at === "number" && copy.d[at]) show(copy.d[at].f);
  if (Object.keys(copy.d).length) sayKept(copy);

  const fill = async (): Promise<void> => {
    const got = await ask("GET", id);
    if (!got) { timer = window.setTimeout(() => void fill(), Math.min(60, 2 ** ++tries) * 1000); return; }
    tries = 0;
    if (got.status !== 200) { if (got.status < 500) refused(id, got.status, got.body, read(id)); return; }
    if (!got.body.items) {
      write(id, { rev: 0, d: {} });
      location.replace(here("result"));
      return;
    }
    items = got.body.items;
    sure = !!got.body.confidence;
    merge(id, got.body);
    const kept = read(id);
    if (kept.send) go("waiting", false);
    if (Object.keys(kept.d).length) sayKept(kept); else sayReceived();
    await deliver(id);
  };

  root?.addEventListener("input", (event) => { if ((event.target as Element).matches("[type=text]")) keep(); });
  root?.addEventListener("change", () => {
    keep();
    clearTimeout(soon);
    soon = window.setTimeout(() => void deliver(id), 500);
  });

  root?.addEventListener("submit", (event) => {
    if (at === "waiting") return;
    if (at === "review") {
      event.preventDefault();
      if (moving) return;
      moving = true;
      const copy = read(id);
      const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
      copy.send = { key };
      write(id, copy);
      void sent(id).then(() => {
        moving = false;
        if (read(id).send) go("waiting", false);
      });
      return;
    }
    if (!items && !failing) return; // the form itself will do
    event.preventDefault();
    if (moving) return;
    const { wrong, field } = keep();
    if (wrong) { complain(wrong, field); return; }
    moving = true;
    clearTimeout(soon);
    void sent(id).then(() => {
      moving = false;
      const next = change || at === of ? "review" : Number(at) + 1;
      if (items) go(next);
      else if (failing) sayKept(read(id), word("stay"));
      else location.assign(here(next));
    });
  });

  addEventListener("click", (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const a = (event.target as Element).closest?.("a") as HTMLAnchorElement | null;
    if (!a || a.host !== location.host || a.getAttribute("href")?.startsWith("#")) return;
    if (items && !read(id).send && (a.dataset.back !== undefined || a.dataset.go)) {
      event.preventDefault();
      const [, part] = a.pathname.match(/\/(\d+|review)$/) ?? [];
      change = a.search === "?change=1";
      go(part === "review" || !part ? "review" : Number(part));
      return;
    }
    if (!failing) return;
    event.preventDefault(); // the browser would show an error page in place of the exam
    void deliver(id).then(async () => {
      if (failing) await ask("GET", id);
      if (failing) say("kept", word("stay")); else location.assign(a.href);
    });
  });

  addEventListener("popstate", () => {
    if (!items) { location.reload(); return; }
    place();
    go(read(id).send ? "waiting" : at, false);
  });
  const now = (): void => { tries = 0; refusal = ""; if (items) void deliver(id); else void fill(); };
  addEventListener("online", now);
  addEventListener("offline", () => { failing = true; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  addEventListener("pageshow", (event) => { if (event.persisted) now(); });
  void fill();
}

const waitingHere = tidy();
if (root) begin(root.dataset.exam ?? "");
else void (async () => { for (const id of waitingHere) { refusal = ""; await deliver(id); } })();
