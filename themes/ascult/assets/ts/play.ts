// Practice in place: choose, press, read what happens. Nothing is scored, kept
// or sent, and everything can be tried again.
const all = <T extends HTMLElement>(selector: string, from: ParentNode): T[] => Array.from(from.querySelectorAll<T>(selector));

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  e.className = name;
  return e;
}

/** Speaks to whoever listens; seen as well only if it asks for something. */
function say(q: HTMLElement, text: string, seen: boolean): void {
  const status = q.querySelector<HTMLElement>("[role=status]");
  if (!status) return;
  status.className = seen ? "said" : "said vh";
  status.textContent = text;
}

/** Puts a control beside the text of a line, which becomes its label. */
function labelled(text: HTMLElement, control: HTMLElement, id: string, row: string): void {
  const label = document.createElement("label");
  const box = make("div", row);
  control.id = label.htmlFor = id;
  label.append(...Array.from(text.childNodes));
  box.append(...(row === "opt" ? [control, label] : [label, control]));
  text.replaceWith(box);
}

// One answer or several: what is chosen opens.
function choose(q: HTMLElement, section: HTMLElement, items: HTMLElement[]): () => void {
  items.forEach((li, i) => {
    const text = li.querySelector<HTMLElement>("p.text");
    const details = li.querySelector("details");
    if (!text || !details) return;
    const input = document.createElement("input");
    input.type = q.dataset.type === "multiple" ? "checkbox" : "radio";
    input.name = q.id;
    labelled(text, input, q.id + "-" + i, "opt");
    details.hidden = true;
  });
  return () => {
    const said: string[] = [];
    for (const li of items) {
      const details = li.querySelector("details");
      if (!details || !li.querySelector("input")?.checked) continue;
      details.hidden = false;
      details.open = true;
      said.push(details.querySelector(".eff")?.textContent ?? "");
    }
    if (said.length) reveal(q);
    say(q, said.join(" ") || (section.dataset.none ?? ""), !said.length);
  };
}

// Order and match: a select a line, and under each line what holds and why.
function arrange(q: HTMLElement, section: HTMLElement, items: HTMLElement[]): () => void {
  const template = q.querySelector("template");
  const parts = template?.content;
  const select = parts?.querySelector("select");
  const key = q.querySelector<HTMLElement>("details.key");
  if (!parts || !select || !key) return () => undefined;
  const ordered = q.dataset.type === "order";
  const right = all<HTMLElement>("[data-option]", key).map((li) => li.dataset.option);
  key.hidden = true;
  const selects = items.map((li, i) => {
    const own = select.cloneNode(true) as HTMLSelectElement;
    const text = li.querySelector<HTMLElement>("p.text");
    if (text) labelled(text, own, q.id + "-" + i, "pick");
    // What was said of another answer is not so of this one.
    own.addEventListener("change", () => li.querySelector(":scope > .eff")?.remove());
    return own;
  });
  return () => {
    all(".eff", q).forEach((e) => e.closest("template") || e.remove());
    const values = selects.map((s) => s.value);
    const twice = ordered && values.find((v, i) => v && values.indexOf(v) !== i);
    if (values.includes("") || twice) {
      say(q, twice ? (section.dataset.twice ?? "").replace("{n}", twice) : section.dataset.missing ?? "", true);
      return;
    }
    let n = 0;
    items.forEach((li, i) => {
      const id = li.dataset.option;
      const given = ordered ? Number(values[i]) - 1 - right.indexOf(id) : Number(values[i] !== id);
      const kind = given === 0 ? "right" : !ordered ? "wrong" : given > 0 ? "earlier" : "later";
      const eff = parts.querySelector(`[data-kind=${kind}]`)?.cloneNode(true) as HTMLElement;
      const why = all("[data-option]", key).find((e) => e.dataset.option === id)?.querySelector(".why");
      const into = eff.querySelector("span");
      if (into) into.textContent = why?.textContent ?? "";
      li.append(eff);
      n += Number(given === 0);
    });
    reveal(q);
    key.hidden = false;
    say(q, (template?.dataset.said ?? "").replace("{n}", String(n)).replace("{total}", String(items.length)), false);
  };
}

function reveal(q: HTMLElement): void {
  const rule = q.querySelector<HTMLElement>("details.rule");
  if (rule) rule.hidden = false;
}

for (const section of all(".practice", document)) {
  for (const q of all(".q", section)) {
    const title = q.querySelector("h3");
    const list = q.querySelector<HTMLElement>(".opts");
    const rule = q.querySelector<HTMLElement>("details.rule");
    if (!title || !list) continue;
    title.id = q.id + "-title";
    list.setAttribute("role", "group");
    list.setAttribute("aria-labelledby", title.id);
    const items = all(":scope > li", list);
    for (const li of items) li.setAttribute("role", "presentation");
    if (rule) rule.hidden = true;
    const see = (/^(order|match)$/.test(q.dataset.type ?? "") ? arrange : choose)(q, section, items);
    const button = make("button", "btn alt");
    button.type = "button";
    button.textContent = section.dataset.see ?? "";
    button.addEventListener("click", see);
    (q.querySelector(".belongs") ?? list).after(button);
  }
}
