// Practice in place: choose, press, read what happens. Nothing is scored, kept
// or sent, and everything can be tried again.
const all = <T extends HTMLElement>(selector: string, from: ParentNode): T[] => Array.from(from.querySelectorAll<T>(selector));

function make<K extends keyof HTMLElementTagNameMap>(tag: K, name: string): HTMLElementTagNameMap[K] {
  const e = document.createElement(tag);
  e.className = name;
  return e;
}

/** Speaks to whoever listens; seen as well only where nothing else in the page says it. */
function say(q: HTMLElement, text: string, seen: boolean): undefined {
  const status = q.querySelector<HTMLElement>("[role=status]");
  if (!status) return;
  status.className = seen ? "said" : "said vh";
  status.textContent = text;
}

const count = (text: string | undefined, n: number, total: number): string => (text ?? "").replace("{n}", String(n)).replace("{total}", String(total));

/** Puts a control beside the text of a line, which becomes its label. */
function labelled(text: HTMLElement, control: HTMLElement, id: string, row: string): void {
  const label = document.createElement("label");
  const box = make("div", row);
  control.id = label.htmlFor = id;
  label.append(...Array.from(text.childNodes));
  box.append(...(row === "opt" ? [control, label] : [label, control]));
  text.replaceWith(box);
}

/** What a look has come to: whether all is right, or undefined if there was nothing to look at. */
type Look = () => boolean | undefined;

// One answer or several: what is chosen opens.
function choose(q: HTMLElement, section: HTMLElement, items: HTMLElement[]): Look {
  const lines = q.dataset.type === "spot";
  items.forEach((li, i) => {
    const text = li.querySelector<HTMLElement>("p.text");
    const details = li.querySelector("details");
    if (!text || !details) return;
    const input = document.createElement("input");
    input.type = lines || q.dataset.type === "multiple" ? "checkbox" : "radio";
    input.name = q.id;
    labelled(text, input, q.id + "-" + i, "opt");
    details.hidden = true;
  });
  return () => {
    const said: string[] = [];
    const chosen = items.filter((li) => li.querySelector("input")?.checked);
    const right = items.filter((li) => "right" in li.dataset);
    for (const li of chosen) {
      const details = li.querySelector("details");
      if (!details) continue;
      details.hidden = false;
      details.open = true;
      said.push(details.querySelector(".eff")?.textContent ?? "");
    }
    if (!chosen.length) return say(q, section.dataset.none ?? "", true);
    reveal(q);
    if (lines) said.unshift(count(section.dataset.faults, chosen.filter((li) => right.includes(li)).length, right.length));
    say(q, lines ? said[0] : said.join(" "), lines);
    return chosen.length === right.length && right.every((li) => chosen.includes(li));
  };
}

// Order and match: a select a line, and under each line what holds and why.
function arrange(q: HTMLElement, section: HTMLElement, items: HTMLElement[]): Look {
  const template = q.querySelector<HTMLTemplateElement>("template[data-said]");
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
      return say(q, twice ? (section.dataset.twice ?? "").replace("{n}", twice) : section.dataset.missing ?? "", true);
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
    say(q, count(template?.dataset.said, n, items.length), false);
    return n === items.length;
  };
}

// Gaps: a field in each, and under the sentence what holds and why.
function fill(q: HTMLElement, section: HTMLElement, sentence: HTMLElement): Look {
  const template = q.querySelector<HTMLTemplateElement>("template[data-said]");
  const key = q.querySelector<HTMLElement>("details.key");
  if (!template || !key) return () => undefined;
  const exact = "exact" in template.dataset;
  key.hidden = true;
  const found = make("ul", "plain came");
  key.before(found);
  const fields = all(".blank", sentence).map((blank, i) => {
    const label = document.createElement("label");
    const number = document.createElement("span");
    const words = make("span", "vh");
    const field = document.createElement("input");
    number.setAttribute("aria-hidden", "true");
    number.textContent = blank.textContent;
    words.textContent = blank.dataset.label ?? "";
    field.id = label.htmlFor = q.id + "-" + i;
    field.type = "text";
    field.size = 14;
    field.maxLength = 100;
    field.autocomplete = "off";
    field.spellcheck = false;
    field.setAttribute("autocapitalize", "off");
    field.setAttribute("aria-describedby", sentence.id);
    field.addEventListener("input", () => found.replaceChildren());
    label.append(number, words);
    blank.replaceWith(label, " ", field);
    return field;
  });
  return () => {
    const missing = fields.filter((f) => !f.value.trim());
    for (const f of fields) f.toggleAttribute("aria-invalid", false);
    found.replaceChildren();
    if (missing.length) {
      for (const f of missing) f.setAttribute("aria-invalid", "true");
      return say(q, section.dataset.gaps ?? "", true);
    }
    const right = all<HTMLElement>("[data-accept]", key).map((li, i) => {
      const texts = (JSON.parse(li.dataset.accept ?? "[]") as string[][]).flat();
      const typed = foldTyped(fields[i].value, exact);
      const holds = typed !== "" && texts.some((text) => foldTyped(text, exact) === typed);
      const eff = template.content.querySelector(`[data-kind=${holds ? "right" : "wrong"}]`)?.cloneNode(true) as HTMLElement;
      const into = (selector: string, text: string): void => eff.querySelector(selector)?.replaceChildren(text);
      into("b", String(i + 1));
      into("span", li.querySelector(".why")?.textContent ?? "");
      const line = document.createElement("li");
      line.append(eff);
      found.append(line);
      return holds;
    });
    reveal(q);
    key.hidden = false;
    say(q, count(template.dataset.said, right.filter(Boolean).length, right.length), false);
    return right.every(Boolean);
  };
}

// How sure one is, where a bank asks: said beside what came of it, and forgotten.
function sureness(q: HTMLElement): { form: HTMLElement; after: (right: boolean) => void } | undefined {
  const template = q.querySelector<HTMLTemplateElement>("template.how-sure");
  const form = template?.content.querySelector("fieldset")?.cloneNode(true) as HTMLElement | undefined;
  const status = q.querySelector<HTMLElement>("[role=status]");
  if (!template || !form || !status) return;
  const radios = all<HTMLInputElement>("input", form);
  radios.forEach((radio, i) => {
    radio.name = q.id + "-sure";
    radio.id = radio.name + i;
    const label = radio.nextElementSibling as HTMLLabelElement;
    label.htmlFor = radio.id;
  });
  return {
    form,
    after: (right) => {
      const radio = radios.find((r) => r.checked);
      if (!radio?.value) return;
      const said = (right ? template.dataset.right : template.dataset.wrong) ?? "";
      const words = said.replace("{said}", radio.nextElementSibling?.textContent ?? "");
      const line = make("p", "sure-said");
      line.textContent = words + (right || radio.value === "not_sure" ? "" : " " + (template.dataset.again ?? ""));
      status.after(line);
      const aloud = make("span", "vh");
      aloud.textContent = " " + line.textContent;
      status.append(aloud);
    },
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
    const type = q.dataset.type ?? "";
    const see = type === "gap" ? fill(q, section, list) : (/^(order|match)$/.test(type) ? arrange : choose)(q, section, items);
    const sure = sureness(q);
    const button = make("button", "btn alt");
    button.type = "button";
    button.textContent = section.dataset.see ?? "";
    button.addEventListener("click", () => {
      q.querySelector(".sure-said")?.remove();
      const right = see();
      if (right !== undefined) sure?.after(right);
    });
    const last = q.querySelector(".belongs") ?? list;
    last.after(...(sure ? [sure.form] : []), button);
  }
}
