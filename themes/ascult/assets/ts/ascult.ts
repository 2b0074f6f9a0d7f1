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

addEventListener("click", (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a") as HTMLAnchorElement | null;
  if (!link || link.hasAttribute("data-exit")) return;
  if (link.closest(".langs")) link.hash = place();
  // Awareness pages are one entry of the history: a link among them replaces it.
  const guides = /\/g\/[^/]*$/;
  if (guides.test(location.pathname) && guides.test(link.pathname) && link.host === location.host && !link.getAttribute("href")?.startsWith("#")) {
    event.preventDefault();
    location.replace(link.href);
  }
});

// Lessons that were read get their tick, and say so.
function marked(read: Record<string, string[]>): void {
  for (const list of all<HTMLElement>("[data-course]")) {
    const pages = read[list.dataset.course ?? ""] ?? [];
    for (const link of all<HTMLElement>("a[data-lesson]", list)) {
      const circle = link.querySelector("svg");
      if (!circle || !pages.includes(link.dataset.lesson ?? "")) continue;
      const tick = document.createElementNS("http://www.w3.org/2000/svg", "path");
      tick.setAttribute("d", "M7 12.5l3.3 3.3L17 9");
      tick.setAttribute("class", "tick");
      circle.append(tick);
      const word = document.createElement("span");
      word.className = "vh";
      word.textContent = ", " + (list.dataset.read ?? "");
      link.append(word);
    }
  }
}

// On our own server the page learns who is signed in. The page itself is the
// same for everyone.
interface Session { signedIn?: boolean; name?: string; read?: Record<string, string[]> }
async function session(): Promise<void> {
  if (root.dataset.app !== "web" || root.dataset.page === "shell" || !/^https?:$/.test(location.protocol)) return;
  const slot = document.querySelector<HTMLElement>("[data-account]");
  try {
    const answer = await fetch("/api/v1/session", { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const s = (await answer.json()) as Session;
    if (s.name && slot) slot.textContent = s.name;
    if (s.read) marked(s.read);
  } catch { /* no server, no name: the page is whole without it */ }
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

contents();
invited();
document.getElementById("errs")?.focus();
wide.addEventListener?.("change", contents);
addEventListener("beforeprint", () => all<HTMLDetailsElement>("details").forEach((d) => { d.open = true; d.hidden = false; }));
void session();
