// Quick exit. Blocking and first in the head: it works before anything else
// has loaded. It replaces only the current entry of the history.
const root = document.documentElement;
const down = new Set<string>();
let presses = 0;
let alone = false;
let last = 0;
let title = "";
let dots: HTMLElement;
let status: HTMLElement;

const button = (): HTMLAnchorElement | null => document.querySelector("a[data-exit]");
const held = (e: KeyboardEvent): boolean => e.altKey || e.ctrlKey || e.metaKey || e.getModifierState("AltGraph");

function leave(): void {
  const link = button();
  title ||= document.title;
  root.classList.add("gone");
  root.hidden = true; // the style sheet may not be here yet
  document.title = link ? link.host : "";
  // What a guide has kept goes. Answers that wait to be sent are never touched,
  // and a page of a course clears nothing.
  if (!/^(course|module|lesson|pocket)$/.test(root.dataset.page ?? "")) {
    window.name = "";
    for (const store of ["localStorage", "sessionStorage"] as const) {
      try {
        for (const key of Object.keys(window[store])) if (/^ascult\.(?!exam)/.test(key)) window[store].removeItem(key);
      } catch { /* blocked: nothing is kept there */ }
    }
  }
  location.replace(location.protocol === "file:" || !link ? "about:blank" : link.href);
}

function count(n: number): void {
  presses = n;
  if (n === 3) return leave();
  const link = button();
  if (!link || !dots) return;
  dots.hidden = !n;
  dots.textContent = "\u25cf".repeat(n) + "\u25cb".repeat(3 - n);
  status.textContent = n ? (link.dataset.exit ?? "").split("|")[n - 1] : "";
}

addEventListener("DOMContentLoaded", () => {
  dots = document.createElement("span");
  status = document.createElement("span");
  dots.hidden = true;
  dots.setAttribute("aria-hidden", "true");
  status.setAttribute("role", "status");
  status.className = "vh";
  button()?.append(dots);
  button()?.after(status);
});

addEventListener("click", (e) => {
  if ((e.target as Element).closest?.("a[data-exit]")) {
    e.preventDefault();
    leave();
  }
}, true);

// A press is a Shift with no other key down from before it until after it: to
// switch the layout of the keyboard, or to write a capital, is none.
addEventListener("keydown", (e) => {
  if (e.repeat) return;
  down.add(e.code);
  alone = e.key === "Shift" && down.size === 1 && !held(e);
  if (!alone) count(0);
}, true);

addEventListener("keyup", (e) => {
  down.delete(e.code);
  if (e.key === "Meta") down.clear(); // keys let go while it was held are not told
  if (e.key !== "Shift" || !alone || held(e)) return;
  alone = false;
  const now = e.timeStamp;
  count(now - last < 5000 ? presses + 1 : 1);
  last = now;
  setTimeout(() => last === now && count(0), 5000);
}, true);

addEventListener("blur", () => {
  down.clear();
  alone = false;
  count(0);
});

addEventListener("pageshow", (e) => {
  if (!e.persisted || !title) return;
  root.classList.remove("gone");
  root.hidden = false;
  document.title = title;
  title = "";
  count(0);
});
