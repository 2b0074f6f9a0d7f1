// Where a reader left off. Without an account it is kept on the device, with
// one on the server. Only pressing "next" under a lesson keeps anything.
interface Reading { at?: string; segments?: string }
type Readings = Record<string, Reading>; // by course/page
interface Session { signedIn?: boolean; shared?: boolean }

const KEY = "ascult.read";
const script = document.currentScript as HTMLScriptElement;
const words = script.dataset;
const every = <T extends Element>(selector: string, from: ParentNode = document): T[] => Array.from(from.querySelectorAll<T>(selector));
const lesson = document.querySelector<HTMLElement>("main[data-lesson]");
const here = lesson ? lesson.dataset.course + "/" + lesson.dataset.lesson : "";
let signedIn = false;

// Where the browser lets nothing be stored, the name of the window keeps it
// until the tab is closed.
function stored(): Readings {
  let text: string | null = null;
  try { text = localStorage.getItem(KEY); } catch { /* blocked */ }
  if (!text && window.name.startsWith(KEY)) text = window.name.slice(KEY.length);
  const out: Readings = {};
  try {
    for (const [page, r] of Object.entries(JSON.parse(text || "{}") as Record<string, { at?: unknown; segs?: unknown }>)) {
      if (typeof r.at === "string" && typeof r.segs === "string") out[page] = { at: r.at, segments: r.segs };
    }
  } catch { /* not ours, or damaged: nothing was read */ }
  return out;
}

function store(all: Readings): void {
  const kept = Object.entries(all).map(([page, r]) => [page, { at: r.at, segs: r.segments }]);
  const text = kept.length ? JSON.stringify(Object.fromEntries(kept)) : "";
  if (window.name.startsWith(KEY)) window.name = "";
  try {
    if (text) localStorage.setItem(KEY, text);
    else localStorage.removeItem(KEY);
  } catch {
    if (text) window.name = KEY + text;
  }
}

function blocked(): boolean {
  try {
    return !localStorage;
  } catch {
    return true;
  }
}

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch("/api/v1/" + path, {
    method, credentials: "same-origin", body: body ? JSON.stringify(body) : undefined,
    headers: { Accept: "application/json", ...(body ? { "Content-Type": "application/json" } : {}) },
  });
}

// What the device has goes to the account once; a device that others use
// forgets it.
async function handOver(shared: boolean): Promise<void> {
  const left = stored();
  for (const [page, r] of Object.entries(left)) {
    if (!shared) {
      const [course] = page.split("/", 1);
      const answer = await ask("PUT", "progress", { course, page: page.slice(course.length + 1), segments: r.segments || undefined });
      if (answer.status >= 500 || answer.status === 429 || answer.status === 401) continue;
    }
    delete left[page];
  }
  store(left);
}

async function readings(s: Session): Promise<Readings> {
  signedIn = !!s.signedIn;
  if (!signedIn) return stored();
  await handOver(!!s.shared);
  const answer = await ask("GET", "progress");
  const out: Readings = {};
  if (!answer.ok) return out;
  const { courses } = (await answer.json()) as { courses: Record<string, Readings> };
  for (const [course, pages] of Object.entries(courses)) {
    for (const [page, r] of Object.entries(pages)) out[course + "/" + page] = r;
  }
  return out;
}

const key = (e: HTMLElement | SVGElement): string => (e.closest<HTMLElement>("[data-course]")?.dataset.course ?? "") + "/" + e.dataset.lesson;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name: string, ...inside: (string | Node)[]): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  e.className = name;
  e.append(...inside);
  return e;
}

// Ticks and words beside the lessons that were read, arcs and counts.
function mark(all: Readings): void {
  for (const link of every<HTMLElement>("a[data-lesson]")) {
    const icon = link.querySelector("svg");
    if (!icon || !all[key(link)] || icon.querySelector(".tick")) continue;
    const tick = document.createElementNS("http://www.w3.org/2000/svg", "path");
    tick.setAttribute("d", "M7 12.5l3.3 3.3L17 9");
    tick.setAttribute("class", "tick");
    icon.append(tick);
    const said = link.closest<HTMLElement>("[data-read]")?.dataset.read ?? "";
    const state = link.querySelector(".state");
    if (state) state.textContent = said;
    else link.append(make("span", "vh", ", " + said));
  }
  for (const rings of every<SVGElement>("svg[data-count]")) {
    const arcs = every<SVGElement>("[data-lesson]", rings);
    const done = arcs.filter((a) => all[key(a)]);
    for (const a of done) a.classList.add("read");
    const count = (rings.dataset.count ?? "").replace("{read}", String(done.length));
    if (!done.length) continue;
    rings.setAttribute("aria-label", count);
    const text = document.querySelector("[data-path]");
    if (text) text.textContent = count;
  }
}

/** The words a paragraph begins with. */
function beginning(text: string): string {
  const s = text.replace(/\s+/g, " ").trim();
  return s.length <= 64 ? s : s.slice(0, s.lastIndexOf(" ", 60)).replace(/[\s,.;:–—-]+$/, "") + "…";
}

// What is not as it was when this lesson was read.
function news(r: Reading): void {
  const now = lesson?.dataset.segments ?? "";
  if (!lesson || !r.segments || !now || r.segments === now || document.getElementById("news")) return;
  const known = new Set(r.segments.split(" "));
  const all = now.split(" ");
  const fresh = all.filter((s) => !known.has(s)).map((s) => "s-" + s.split(":")[0]);
  const title = make("h2", "", words.title ?? "");
  const box = make("section", "news", title);
  title.id = "news";
  box.setAttribute("aria-labelledby", title.id);
  if (fresh.length * 3 > all.length * 2) box.append(make("p", "", words.much ?? ""));
  else if (!fresh.length) box.append(make("p", "", words.less ?? ""));
  else {
    const list = make("ul", "");
    for (const id of fresh) {
      const at = document.getElementById(id);
      const block = at?.localName === "span" ? at.parentElement : at;
      if (!block) continue;
      const link = make("a", "", beginning(block.textContent ?? ""));
      link.href = "#" + id;
      list.append(make("li", "", link));
      block.prepend(make("span", "new", make("span", "vh", (words.mark ?? "") + " ")));
    }
    box.append(list);
  }
  lesson.querySelector("h1")?.after(box);
}

function reading(all: Readings): void {
  const pager = lesson?.querySelector<HTMLElement>(".pager");
  if (all[here]) news(all[here]);
  if (!pager || signedIn || document.querySelector(".kept")) return;
  const said = make("p", "meta kept", blocked() ? words.tab ?? "" : "");
  pager.after(said);
  if (!all[here]) return;
  const line = make("p", "meta");
  const button = make("button", "link", words.unread ?? "");
  button.type = "button";
  line.setAttribute("role", "status");
  button.addEventListener("click", () => {
    const left = stored();
    delete left[here];
    store(left);
    line.textContent = words.unreadDone ?? "";
  });
  line.append(button);
  said.after(line);
}

const form = lesson?.querySelector<HTMLFormElement>(".pager form");
form?.addEventListener("submit", () => {
  const segments = lesson?.dataset.segments ?? "";
  const field = make("input", "");
  field.type = "hidden";
  field.name = "segments";
  field.value = segments;
  if (segments && !form.elements.namedItem("segments")) form.append(field);
  if (!signedIn) store({ ...stored(), [here]: { at: new Date().toISOString().slice(0, 10), segments } });
});

function show(all: Readings): void {
  mark(all);
  if (lesson) reading(all);
  document.dispatchEvent(new CustomEvent("ascult:read", { detail: { all, signedIn } }));
}

// The account's script asks who is signed in, and tells.
document.addEventListener("ascult:session", (e) => {
  readings((e as CustomEvent<Session>).detail).then(show, () => show(stored()));
});
document.addEventListener("ascult:forget", () => store({}));
