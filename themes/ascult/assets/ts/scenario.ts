// A scenario as a transcript that grows. The page holds all of it (see
// scenario.html); this plays it from there. Nothing is kept or sent.
type Counters = Record<string, number>;

// What has been tried at a moment: by scene of the choice, the moment it led to.
interface Moment { scene: string; tried: Map<string, Moment | null> }
interface Step { moment: Moment; choice: string; before: Counters; turn: HTMLElement }

let radios = 0;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name = "", text = ""): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  if (name) e.className = name;
  if (text) e.textContent = text;
  return e;
}

function button(name: string, text: string, press: () => void): HTMLButtonElement {
  const b = make("button", name, text);
  b.type = "button";
  b.addEventListener("click", press);
  return b;
}

function heading<K extends "h3" | "h4">(tag: K, text: string): HTMLElementTagNameMap[K] {
  const h = make(tag, "", text);
  h.tabIndex = -1;
  return h;
}

function holds(when: string | undefined, counters: Counters): boolean {
  return (when ?? "").split(" ").every((c) => {
    const [, name, op, value] = /^([a-z]+)([<>]?=?)(-?\d+)$/.exec(c) ?? [];
    if (!name) return true;
    const gap = (counters[name] ?? 0) - Number(value);
    return gap === 0 ? op.includes("=") : gap < 0 ? op.startsWith("<") : op.startsWith(">");
  });
}

/** The transcript lines of a scene that are said with these counters. */
function talk(scene: HTMLElement, counters: Counters): HTMLElement {
  const list = scene.querySelector(".talk")?.cloneNode(true) as HTMLElement;
  for (const li of Array.from(list.children) as HTMLElement[]) {
    if (holds(li.dataset.when, counters)) li.hidden = false;
    else li.remove();
  }
  return list;
}

function play(root: HTMLElement): void {
  const word = (name: string, n?: number): string => (root.dataset[name] ?? "").replace("{n}", String(n));
  const scene = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;
  const begin = root.querySelector<HTMLAnchorElement>("[data-begin]");
  const scenes = root.querySelector<HTMLElement>(".scenes");
  if (!begin || !scenes) return;
  const first = begin.hash.slice(1);
  let log = make("div", "log");
  let path: Step[] = [];
  let start: Moment;

  function moment(at: Moment, counters: Counters, again = false): HTMLElement {
    const from = scene(at.scene);
    const turn = make("section", "turn");
    const title = heading("h3", word(again ? "again" : "moment", path.length + 1));
    const form = make("fieldset");
    const legend = make("legend", "ask", from.querySelector(".ask")?.textContent ?? "");
    const status = make("p", "said");
    const name = "r" + ++radios;
    status.setAttribute("role", "status");
    form.append(legend);
    from.querySelectorAll<HTMLAnchorElement>(".picks a").forEach((link, i) => {
      const row = make("div", "opt");
      const input = make("input");
      const label = make("label");
      input.type = "radio";
      input.name = name;
      input.value = link.hash.slice(1);
      input.id = label.htmlFor = name + "-" + i;
      label.append(...Array.from(link.cloneNode(true).childNodes));
      row.append(input, label);
      form.append(row);
    });
    form.append(status, button("btn", word("answer"), () => {
      const input = form.querySelector<HTMLInputElement>("input:checked");
      if (input) chosen(at, input.value, counters, turn, form);
      else status.textContent = word("none");
    }));
    turn.append(title);
    const mend = from.querySelector(".mend");
    if (mend) turn.append(mend.cloneNode(true));
    turn.append(talk(from, counters), form);
    log.append(turn);
    return title;
  }

  function chosen(at: Moment, choice: string, before: Counters, turn: HTMLElement, form: HTMLElement): void {
    const from = scene(choice);
    const counters = { ...before };
    for (const change of (from.dataset.change ?? "").split(" ")) {
      const [name, by] = change.split(":");
      if (name) counters[name] = (counters[name] ?? 0) + Number(by);
    }
    path.push({ moment: at, choice, before, turn });
    const step = path.length;
    const title = heading("h4", from.querySelector("h4")?.textContent ?? "");
    const row = make("p", "row");
    row.append(button("link", word("back", step), () => back(step)));
    const kept = Array.from(from.querySelectorAll(":scope > .eff, :scope > .meta"), (e) => e.cloneNode(true));
    form.replaceWith(title, talk(from, counters), ...kept, row);
    const next = from.dataset.next ?? "";
    if (next.startsWith("e-")) {
      at.tried.set(choice, null);
      ending(scene(next), counters);
    } else {
      const to = at.tried.get(choice) ?? { scene: next, tried: new Map() };
      at.tried.set(choice, to);
      moment(to, counters);
    }
    title.focus();
  }

  // From a decision on, all that was said stays as another way, in grey.
  function back(step: number): void {
    const { moment: at, before, turn } = path[step - 1];
    path = path.slice(0, step - 1);
    const other = make("details", "other");
    other.open = true;
    other.append(make("summary", "", word("other")));
    const rest: Node[] = [];
    for (let n: Node | null = turn; n; n = n.nextSibling) rest.push(n);
    other.append(...rest);
    other.querySelectorAll("fieldset, .row, .close").forEach((e) => e.remove());
    log.append(other);
    moment(at, before, true).focus();
  }

  function ending(from: HTMLElement, counters: Counters): void {
    const found = Array.from(from.querySelectorAll<HTMLElement>(".ending")).find((e) => holds(e.dataset.when, counters));
    if (!found) return;
    const end = make("section", "turn");
    const own = found.cloneNode(true) as HTMLElement;
    const title = own.querySelector("h4");
    const close = make("div", "close");
    const row = make("p", "row");
    const h3 = heading("h3", "");
    own.removeAttribute("id");
    own.querySelector(".leads")?.remove();
    h3.append(make("span", "kicker", word("ended")), " ", title?.textContent ?? "");
    title?.remove();
    own.querySelectorAll("h5").forEach((h) => h.replaceWith(make("h4", "", h.textContent ?? "")));
    row.append(button("btn alt", word("restart"), restart));
    const debrief = from.querySelector(".debrief");
    if (debrief) close.append(debrief.cloneNode(true));
    close.append(make("h4", "", word("path")), map(start, 0), row);
    end.append(h3, own, close);
    log.append(end);
  }

  /** All ways that were tried, as a nested list; the one that led here is bold. */
  function map(at: Moment, step: number): HTMLElement {
    const list = make("ul", "ways-tried");
    at.tried.forEach((to, choice) => {
      const from = scene(choice);
      const taken = path[step]?.moment === at && path[step].choice === choice;
      const li = make("li");
      const words = make(taken ? "strong" : "span", taken ? "" : "not");
      const line = from.querySelector(".you .words");
      const eff = from.querySelector(".eff strong")?.textContent ?? "";
      const icon = from.querySelector(".eff svg");
      if (line) words.append(...Array.from(line.cloneNode(true).childNodes));
      if (icon) li.append(icon.cloneNode(true), " ");
      li.append(make("span", "vh", eff), " ", words);
      if (!taken && step < Infinity) li.append(" ", make("span", "meta", "(" + word("other") + ")"));
      if (to?.tried.size) li.append(map(to, taken ? step + 1 : Infinity));
      list.append(li);
    });
    return list;
  }

  function restart(): void {
    log.remove();
    root.classList.remove("live");
    root.querySelector<HTMLElement>("h2")?.focus();
  }

  root.classList.add("counts");
  begin.addEventListener("click", (event) => {
    event.preventDefault();
    path = [];
    start = { scene: first, tried: new Map() };
    log = make("div", "log");
    scenes.before(log);
    root.classList.add("live");
    moment(start, {}).focus();
  });
}

document.querySelectorAll<HTMLElement>(".scenario").forEach(play);
