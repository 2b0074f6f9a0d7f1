const root = document.documentElement;
const all = <T extends Element>(selector: string, from: ParentNode = document): T[] => Array.from(from.querySelectorAll<T>(selector));

// The contents stand open where there is room for them.
const wide = window.matchMedia("(min-width: 64rem)");
function contents(): void {
  for (const d of all<HTMLDetailsElement>(".toc details")) d.open = wide.matches;
}

// The first segment or question in view, so that another language opens at the
// same place; the last one above where none is in view.
function place(): string {
  const bar = document.querySelector(".bar");
  const edge = bar && getComputedStyle(bar).position === "sticky" ? bar.clientHeight + 24 : 24;
  if (window.scrollY < 40) return "";
  let above = "";
  for (const e of all<HTMLElement>("[id^='s-'], .q[id]")) {
    const box = (e.tagName === "SPAN" && e.parentElement ? e.parentElement : e).getBoundingClientRect();
    if (box.height === 0) continue;
    if (box.bottom > edge) return box.top < innerHeight || !above ? "#" + e.id : above;
    above = "#" + e.id;
  }
  return above;
}

// A visit to awareness pages is one entry of the history: what leads in from
// the pages before them, and every link on them, replaces the entry it is on.
function within(link: HTMLAnchorElement): boolean {
  const page = root.dataset.page ?? "";
  if (link.protocol !== location.protocol || link.host !== location.host || link.target || link.hasAttribute("download") || link.getAttribute("href")?.startsWith("#")) return false;
  if (/^(course|module|lesson|pocket)$/.test(page)) return false;
  if (page === "chooser" || document.querySelector("a[data-exit]")) return true;
  return page !== "shell" && /\/(g\/[^/]*|search\.html)$/.test(link.pathname);
}

addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a") as HTMLAnchorElement | null;
  if (!link || link.hasAttribute("data-exit")) return;
  if (link.closest(".langs")) link.hash = place();
  if (within(link)) {
    event.preventDefault();
    location.replace(link.href);
  }
});

// By then every other script of the page listens: they are deferred as this is.
const ready = new Promise((done) => document.addEventListener("DOMContentLoaded", done));

// On our own server the page learns who is signed in, and tells the other
// scripts. The page itself is the same for everyone.
async function session(): Promise<void> {
  if (root.dataset.app !== "web" || root.dataset.page === "shell" || !/^https?:$/.test(location.protocol)) return;
  const slot = document.querySelector<HTMLElement>("[data-account]");
  let detail: { name?: string } = {};
  try {
    const answer = await fetch("/api/v1/session", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (answer.ok) detail = (await answer.json()) as typeof detail;
  } catch { /* no server, no name: the page is whole without it */ }
  if (detail.name && slot) {
    slot.textContent = detail.name;
    // Whoever reads on a computer that others use finds the way out here too.
    const out = document.createElement("form");
    const button = document.createElement("button");
    out.method = "post";
    out.action = (slot.getAttribute("href") ?? "").replace(/learn\/$/, "account/sign-out");
    button.className = "link";
    button.textContent = slot.dataset.account ?? "";
    out.append(button);
    slot.after(" ", out);
  }
  await ready;
  document.dispatchEvent(new CustomEvent("ascult:session", { detail }));
}

// An invitation's code stands behind the # of its link, where no server sees
// it. It is put into its field and taken out of the address.
function invited(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-fragment]");
  const field = form?.elements.namedItem(form.dataset.fragment ?? "");
  if (!(field instanceof HTMLInputElement) || field.value || !/^#[0-9A-Za-z]{24}$/.test(location.hash)) return;
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}

// A copy on a disk has no server behind it: what leads there goes, and the
// button at the end of a lesson leads straight on.
function onDisk(): void {
  for (const a of all<HTMLAnchorElement>("a[href]")) {
    if (/\/(ro|ru|uk|en)\/(learn|exam|report|verify|account)(\/|$)/.test(a.pathname)) (a.closest("li") ?? a).remove();
  }
  for (const form of all<HTMLFormElement>("form[data-next]")) {
    form.method = "get";
    form.action = form.dataset.next ?? "";
    for (const input of all("input", form)) input.remove();
  }
}

contents();
invited();
if (location.protocol === "file:") onDisk();
document.getElementById("errs")?.focus();
wide.addEventListener?.("change", contents);
// Paper shows what is folded; the screen is as it was after that.
let folded: [HTMLDetailsElement, boolean, boolean][] = [];
addEventListener("beforeprint", () => {
  folded = all<HTMLDetailsElement>("details").map((d) => [d, d.open, d.hidden]);
  for (const [d] of folded) { d.open = true; d.hidden = false; }
});
addEventListener("afterprint", () => {
  for (const [d, open, hidden] of folded) { d.open = open; d.hidden = hidden; }
});
void session();
