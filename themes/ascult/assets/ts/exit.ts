// Quick exit. Blocking and first in the head: it works before anything else
// has loaded. It replaces only the current entry of the history.
const root = document.documentElement;
let presses = 0;
let alone = false;
let last = 0;
const down = new Set<string>();

function leave(): void {
  root.className = "gone";
  document.title = " ";
  const link = document.querySelector<HTMLAnchorElement>("a[data-exit]");
  location.replace(location.protocol === "file:" || !link ? "about:blank" : link.href);
}

addEventListener("click", (e) => {
  if ((e.target as Element).closest?.("a[data-exit]")) {
    e.preventDefault();
    leave();
  }
}, true);

addEventListener("keydown", (e) => {
  if (e.repeat) return;
  down.add(e.code);
  alone = e.key === "Shift" && down.size === 1 && !e.altKey && !e.ctrlKey && !e.metaKey;
  if (!alone) presses = 0;
}, true);

addEventListener("keyup", (e) => {
  down.delete(e.code);
  if (e.key !== "Shift" || !alone) return;
  alone = false;
  presses = e.timeStamp - last < 5000 ? presses + 1 : 1;
  last = e.timeStamp;
  if (presses === 3) leave();
}, true);

addEventListener("blur", () => { down.clear(); presses = 0; });

addEventListener("pageshow", (e) => {
  if (e.persisted) root.className = "";
});
