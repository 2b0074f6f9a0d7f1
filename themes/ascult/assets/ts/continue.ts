// What comes next for somebody who has read before: on the page of a course and
// on the landing page. progress.ts finds what was read, and tells.
type Readings = Record<string, { at?: string; segments?: string }>; // by course/page

const words = (document.currentScript as HTMLScriptElement).dataset;
const template = document.querySelector<HTMLTemplateElement>("template[data-lessons]");
const lists = template ? Array.from(template.content.querySelectorAll<HTMLElement>("ol")) : [];
const links = (list: HTMLElement): HTMLAnchorElement[] => Array.from(list.querySelectorAll("a"));
const key = (link: HTMLElement): string => link.closest<HTMLElement>("[data-course]")?.dataset.course + "/" + link.dataset.lesson;

/** FNV-1a, as the page has it of each lesson's segments. */
function version(segments: string): string {
  let h = 2166136261;
  for (const c of segments) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
  return String(h >>> 0);
}

function isChanged(all: Readings, link: HTMLElement): boolean {
  const segments = all[key(link)]?.segments;
  return !!segments && !!link.dataset.version && version(segments) !== link.dataset.version;
}

/** The next step in a course: what is unread, then what has changed, then the exam. */
function next(all: Readings, list: HTMLElement): { link: HTMLAnchorElement; word: string } | undefined {
  const lessons = links(list).filter((l) => l.dataset.lesson);
  if (!lessons.some((l) => all[key(l)])) return undefined;
  const unread = lessons.find((l) => !all[key(l)]);
  if (unread) return { link: unread, word: words.next + " " };
  const changed = lessons.find((l) => isChanged(all, l));
  if (changed) return { link: changed, word: words.changes + " " };
  const exam = links(list).find((l) => !l.dataset.lesson);
  return exam && { link: exam, word: "" };
}

/** When something of a course was read last. */
function last(all: Readings, list: HTMLElement): string {
  return links(list).map((l) => (l.dataset.lesson && all[key(l)]?.at) || "").sort().pop() ?? "";
}

function show(all: Readings, signedIn: boolean): void {
  for (const link of lists.flatMap(links)) {
    if (!isChanged(all, link)) continue;
    const row = Array.from(document.querySelectorAll<HTMLElement>(".tasks [data-lesson]")).find((e) => key(e) === key(link));
    const state = row?.querySelector(".state");
    if (state) state.textContent += ", " + words.changed;
  }
  const step = lists.sort((a, b) => last(all, b).localeCompare(last(all, a))).slice(0, 1).map((list) => next(all, list))[0];
  if (!step) return;
  const href = step.link.getAttribute("href") ?? "";
  const title = document.createElement("b");
  title.textContent = step.link.textContent;
  const button = document.querySelector<HTMLAnchorElement>("a[data-continue]");
  const returning = document.querySelector<HTMLElement>("[data-returning]");
  if (button) {
    button.setAttribute("href", href);
    (button.querySelector("span") ?? button).replaceChildren(step.word, title);
  }
  if (!returning) return;
  const link = document.createElement("a");
  link.setAttribute("href", href);
  link.append(step.word, title);
  returning.replaceChildren(link);
  returning.hidden = false;
  if (!signedIn) returning.append(" ", forget(returning));
}

function forget(place: HTMLElement): HTMLElement {
  const b = document.createElement("button");
  b.type = "button";
  b.className = "link";
  b.textContent = words.forget ?? "";
  place.setAttribute("role", "status");
  b.addEventListener("click", () => {
    document.dispatchEvent(new Event("ascult:forget"));
    place.textContent = words.forgot ?? "";
  });
  return b;
}

document.addEventListener("ascult:read", (e) => {
  const { all, signedIn } = (e as CustomEvent<{ all: Readings; signedIn: boolean }>).detail;
  show(all, signedIn);
});
