// Search in the pages of one language. The index is read and searched here:
// nothing is sent, nothing is kept, nothing stands in the address. MiniSearch
// and a stemmer stand before this text (layouts/_partials/search-script.html).
declare const MiniSearch: any;
declare const stemmer: (word: string) => string;

interface Index { codes: [number, number]; words: [string[], string][]; pages: string[][] }
interface Section { id: number; page: number; path: string; kind: string; title: string; anchor: string; heading: string; text: string }
interface Found { section: Section; terms: Set<string>; score: number }
interface Page { found: Found[]; score: number }

const searching = (() => {
  // --- the index: generator/searchcode.go writes it, and says how ---

  const letter = /[\p{L}\p{N}]/u;

  function* decoded(index: Index): Generator<Section> {
    const [short, middle] = index.codes;
    const n = 93;
    const tables = index.words.map(([gaps, words]) => {
      let before = "";
      const list = [...gaps];
      for (const [, front, rest] of words.matchAll(/([!#-&(-/:-@[\]-`{-~])([^!#-&(-/:-@[\]-`{-~]*)/g)) {
        before = before.slice(0, "!#$%&()*+,-./:;<=>?@[]^_`{|}~".indexOf(front)) + rest;
        list.push(before);
      }
      return list;
    });
    const text = (coded: string): string => {
      let at = 0, out = "", start = true, flipped = false, after = false;
      const next = () => { const c = coded.charCodeAt(at++); return c - 32 - (c > 34 ? 1 : 0) - (c > 92 ? 1 : 0); };
      while (at < coded.length) {
        const first = next();
        const token = first < short ? tables[0][first]
          : first < short + middle ? tables[1][(first - short) * n + next()]
          : tables[2][((first - short - middle) * n + next()) * n + next()];
        if (token === "") {
          flipped = true;
        } else if (letter.test(token)) {
          if (after) out += " ";
          out += start !== flipped ? token[0].toUpperCase() + token.slice(1) : token;
          start = flipped = false;
          after = true;
        } else {
          out += token;
          start = start || /[.?!\n]/.test(token);
          after = false;
        }
      }
      return out;
    };
    let id = 0;
    for (const [page, [path, kind, title, ...rest]] of index.pages.entries()) {
      for (let i = 0; i < rest.length; i += 3) {
        yield { id: id++, page, path, kind, title: text(title), anchor: rest[i], heading: text(rest[i + 1]), text: text(rest[i + 2]) };
      }
    }
  }

  // --- words: folded and stemmed alike in pages and in queries ---

  const word = /[\p{L}\p{N}\p{M}\u00ad\u2060]+(?:['’ʼ`´‘′][\p{L}\p{M}\u00ad\u2060]+)*/gu;
  const initials = /(?:\p{L}\.){2,}/gu;
  const number = /\d[\d\u00a0\u202f -]*\d/g;

  function fold(s: string): string {
    return s.normalize("NFC").toLowerCase()
      .replace(/['’ʼ`´‘′\u00ad\u2060\u200b-\u200d]/g, "")
      .replace(/[\u00c0-\u024f]/g, (c) => c.normalize("NFD")[0])
      .replace(/ё/g, "е").replace(/ґ/g, "г");
  }

  /** The words of a text, folded; initials and numbers in groups in one piece. */
  function words(s: string): string[] {
    const all = (s.normalize("NFC").match(word) || []).map(fold).filter((w) => w.length > 1 || /\d/.test(w));
    for (const [letters] of s.matchAll(initials)) all.push(fold(letters.replace(/\./g, "")));
    for (const [n] of s.matchAll(number)) {
      const whole = n.replace(/\D/g, "");
      if (whole !== n) all.push(whole);
    }
    return all;
  }

  interface Rules { stop: string; odd: [RegExp, string][]; after: (stem: string) => string }
  const rules: Record<string, Rules> = {
    ro: {
      stop: "fac face faci facem acea aceasta aceea acel acela acele acest acesta aceste acestea ai aici al ale am ar are as asa asta atat atunci au avea aveti avem azi ca cand cat ce cea cei cel cele cine cu cum da daca dar de deci decat despre din dintr dintre doar dupa ea ei el ele era este esti eu fara fi fie fiecare fost iar ii il in inca intr intre isi iti la le li lor lui ma mai mea mele mi mult ne ni nici nu nostru noastra o or ori pe pentru poate pot prin printr sa sale sau se si sunt sunteti ta te ti toate tot toti tu un una unei unele unor unui unul va vai voi vor vreau vom vostru",
      odd: [[/^copi(i|ii|ilor|l|lul|lului|le)$/, "copil"], [/^oameni/, "om"], [/^omul/, "om"], [/^siguran/, "sigur"], [/^declara/, "declar"], [/^pede(a)?ps/, "pedeps"]],
      after: (s) => s.replace(/oa/g, "o").replace(/(...)(?:[aei]r|il)$|(....)ur$/, "$1$2").replace(/(...)[aeiou]+$/, "$1"),
    },
    ru: {
      stop: "делать делаю сделать а без более бы был была были было быть в вам вас ваш ваша ваше ваши ведь весь во вот все всего всех вы где да для до его ее если есть еще же за здесь и из или им их к как какая какие какой ко когда кто ли либо мне может можно мой моя мы на над надо нам нас наш не него нее нет ни них но ну о об однако он она они оно от очень по под при про с свою себе себя со так также такой там то того тоже той только том ты у уже хотя чего чей чем что чтобы эта эти это этого этой этом этот эту я меня",
      odd: [
        [/^ребен|^дет(и|ей|ям|ьми|ями|ях)$/, "ребенк"], [/^человек|^люд(и|ей|ям|ьми|ях)$/, "человек"], [/^помощ|^помог/, "помощ"],
        [/^памят/, "памят"], [/^ден(ьг|ег)/, "деньг"], [/^молч/, "молч"], [/^вербов|^вербу/, "вербов"], [/^сосед/, "сосед"], [/^кук(и|ов|ам|ами|ах)$/, "cookie"],
      ],
      after: (s) => s.replace(/([бвгджзклмнпрстфхцчшщ])[ео]([кц])$/, "$1$2").replace(/(...)[аеиоуыэюяьй]+$/, "$1"),
    },
    uk: {
      stop: "робити зробити роблю а або адже але б без би був була були було бути в вам вас ваш ваша ваше ваші весь вже ви від він вона вони воно все всі всіх да де для до є її їй їм їх же з за зі і із або інші й його йому коли кого котрий ким кому лише мене мені ми мій може можна моя моє мої на над нам нас наш не неї нема ні них но о об він однак от отже по під при про саме свою себе собі та так такий також там те ти тільки то того той тому тут у уже хоча хто це цей цього цьому цю ця ці чи чий чим чого що щоб як яка яке який які я",
      odd: [
        [/^допит/, "допит"], [/^дит(ин|яч)|^діт(и|ей|ям|ьми|ях)$/, "дит"], [/^людин|^люд(и|ей|ям|ьми|ях)$/, "люд"],
        [/^допом[ао]г|^допоміг|^допомож/, "допомог"], [/^судд/, "судд"], [/^памят/, "памят"], [/^сусід/, "сусід"], [/^вербу/, "вербу"], [/^кук(и|і|ів|ам|ами|ах)$/, "cookie"],
      ],
      after: (s) => s,
    },
    en: {
      stop: "a about all also am an and any are as at be been being but by can could did do does for from had has have he her here him his how i if in into is it its just may me might more most must my no nor not of on only or other our out over own she should so some such than that the their them then there these they this those to too under up very was we were what when where which while who will with would you your",
      odd: [
        [/^child(ren)?s?$/, "child"], [/^people$/, "person"], [/^women/, "woman"], [/^men$/, "man"], [/^lawyer/, "lawyer"], [/^police/, "police"],
        [/^safe/, "safe"], [/^testi[fm]/, "testi"], [/^threat/, "threat"], [/^silen/, "silen"],
      ],
      after: (s) => s.replace(/(...)[ei]$/, "$1").replace(/(...)[eo]r$/, "$1"),
    },
  };

  function rooted(lang: string) {
    const own = rules[lang] || { stop: "", odd: [], after: (s: string) => s };
    const known = new Map<string, string>();
    return {
      stop: new Set(own.stop.split(" ")),
      root(folded: string): string {
        let out = known.get(folded);
        if (out === undefined) {
          const odd = own.odd.find(([from]) => from.test(folded));
          out = odd ? odd[1] : /\d/.test(folded) || folded.length < 4 ? folded : own.after(stemmer(folded));
          if (out.length < 3) out = folded;
          known.set(folded, out);
        }
        return out;
      },
    };
  }

  // --- the search ---

  class Engine {
    private readonly lang: ReturnType<typeof rooted>;
    private readonly mini: any;
    private readonly sections: Section[];
    private readonly roots = new Set<string>();

    constructor(index: Index, lang: string) {
      this.lang = rooted(lang);
      this.sections = [...decoded(index)];
      this.mini = new MiniSearch({
        fields: ["title", "heading", "text"],
        tokenize: words,
        processTerm: (folded: string) => { const r = this.lang.root(folded); this.roots.add(r); return r; },
      });
    }

    /** Reads the pages in pieces, so that typing is not held up. */
    ready(): Promise<void> {
      return this.mini.addAllAsync(this.sections, { chunkSize: 40 });
    }

    get all(): readonly Section[] { return this.sections; }

    root(w: string): string { return this.lang.root(fold(w)); }

    /** Whether a word of the pages begins with this. */
    private begins(term: string): boolean {
      if (this.roots.has(term)) return true;
      for (const r of this.roots) if (r.startsWith(term)) return true;
      return false;
    }

    /**
     * The root itself, or the longest one of the pages that it begins with:
     * whoever asks for полицейский finds полиция.
     */
    private known(root: string): string {
      if (this.begins(root)) return root;
      for (let n = root.length - 1; n > 3 && n >= root.length - 5; n--) {
        if (this.roots.has(root.slice(0, n))) return root.slice(0, n);
      }
      return root;
    }

    /** The pages that a query is about, best first. */
    search(query: string): Page[] {
      let asked = words(query);
      const telling = asked.filter((w) => !this.lang.stop.has(w));
      if (telling.length) asked = telling;
      const roots = [...new Set(asked.map((w) => this.known(this.lang.root(w))))];
      if (!roots.length) return [];
      const last = roots[roots.length - 1];
      const hits: any[] = this.mini.search(roots.join(" "), {
        tokenize: (s: string) => s.split(" "),
        processTerm: (t: string) => t,
        boost: { title: 4, heading: 3 },
        prefix: (t: string) => t.length > 2 && (t === last || !this.roots.has(t)),
        fuzzy: (t: string) => t.length > 3 && !/\d/.test(t) && !this.begins(t) ? (t.length < 6 ? 1 : 2) : false,
        weights: { fuzzy: 0.4, prefix: 0.4 },
      });
      const pages = new Map<number, { found: Found[]; asked: Set<string> }>();
      for (const h of hits) {
        const section = this.sections[h.id];
        const page = pages.get(section.page) || { found: [], asked: new Set<string>() };
        pages.set(section.page, page);
        for (const t of h.queryTerms) page.asked.add(t);
        // A story or a question touches on much; a guide is what somebody in need looks for.
        const weight = (/^(?:scenario|q)-/.test(section.anchor) ? 0.3 : 1) * (section.kind === "guide" ? 1.5 : 1);
        page.found.push({ section, terms: new Set(h.terms), score: h.score * weight * h.queryTerms.length / roots.length });
      }
      return [...pages.values()].map(({ found, asked: met }) => {
        found.sort((a, b) => b.score - a.score);
        const rest = found.slice(1).reduce((sum, f) => sum + f.score, 0);
        return { found, score: (found[0].score + Math.min(rest / 8, found[0].score)) * (met.size / roots.length) };
      }).sort((a, b) => b.score - a.score);
    }

    /** A passage of a section round what was found, and where its words are. */
    excerpt(found: Found): string {
      const [text] = found.section.text.split("\n…\n"); // what follows is words without their order
      const ends = [...text.matchAll(/[.?!…][”»"’)]*(?= [\p{Lu}„«“"—–])|\n|$/gu)].map((m) => m.index! + m[0].length);
      const sentences = ends.map((end, i) => text.slice(i ? ends[i - 1] : 0, end));
      const worth = sentences.map((s) => new Set((s.match(word) || []).map((w) => this.root(w)).filter((r) => found.terms.has(r))).size);
      let at = worth.indexOf(Math.max(...worth));
      if (at < 0) return "";
      let out = sentences[at++];
      if (out.length > 240) {
        const hit = [...out.matchAll(word)].find((m) => found.terms.has(this.root(m[0])));
        const from = hit && hit.index! > 120 ? out.indexOf(" ", hit.index! - 90) + 1 : 0;
        const to = out.lastIndexOf(" ", from + 220);
        out = (from ? "… " : "") + out.slice(from, to > from ? to : undefined) + " …";
      } else {
        while (at < sentences.length && out.length + sentences[at].length < 200) out += sentences[at++];
      }
      return out.trim().replace(/([^.?!:;,…])\n/g, "$1 · ").replace(/\n/g, " ");
    }

    /** Writes a text into an element, with marks round what was found. */
    write(into: HTMLElement, text: string, terms: Set<string>): void {
      let at = 0;
      for (const m of text.matchAll(word)) {
        if (!terms.has(this.root(m[0]))) continue;
        into.append(tied(text.slice(at, m.index)));
        const mark = document.createElement("mark");
        mark.textContent = m[0];
        into.append(mark);
        at = m.index! + m[0].length;
      }
      into.append(tied(text.slice(at)));
    }
  }

  /** No line ends behind the hyphen of a clitic. */
  const tied = (s: string) => s.replace(/(\p{L})-(\p{Ll})/gu, "$1-\u2060$2");

  return { Engine, fold, words, decoded };
})();

// For tests outside a browser; a page has no use for it.
Object.assign(globalThis, { ascultSearching: searching });

(() => {
  if (typeof document === "undefined") return;
  const box = document.getElementById("search");
  if (!box) return;
  const lang = document.documentElement.lang;
  const status = box.querySelector<HTMLElement>("[role=status]")!;
  const form = box.querySelector<HTMLFormElement>("form")!;
  const field = box.querySelector<HTMLInputElement>("input")!;
  const none = box.querySelector<HTMLElement>(".found-none")!;
  const section = box.querySelector<HTMLElement>("section")!;
  const list = section.querySelector<HTMLElement>("ol")!;
  const more = section.querySelector<HTMLButtonElement>("button")!;
  const say = (name: string) => box.getAttribute("data-" + name) || "";
  const index = (globalThis as unknown as { ascultSearch?: Index }).ascultSearch;
  const first = 10;

  box.hidden = false;
  if (!index) {
    form.hidden = true;
    status.textContent = say("failed");
    return;
  }

  const plural = new Intl.PluralRules(lang);
  function count(n: number): string {
    const like = [1, 3, 7, 20].find((k) => plural.select(k) === plural.select(n)) || 20;
    return say("found-" + like).replace(String(like), String(n));
  }

  // Reading the pages takes a moment of the processor: whoever is here for the
  // list of pages alone is not made to wait for it.
  type Engine = InstanceType<typeof searching.Engine>;
  let engine: Engine | undefined;
  let prepared = false;
  function prepare(): void {
    if (engine || !index) return;
    engine = new searching.Engine(index, lang);
    void engine.ready().then(() => {
      prepared = true;
      answer();
    });
  }

  function href(s: Section): string { return s.path + (s.anchor ? "#" + s.anchor : ""); }

  function shown(engine: Engine, page: Page): HTMLElement {
    const [best, ...others] = page.found;
    const item = document.createElement("li");
    const heading = document.createElement("h3");
    const link = document.createElement("a");
    link.href = href(best.section);
    engine.write(link, best.section.title, best.terms);
    if (best.section.heading) {
      const small = document.createElement("span");
      engine.write(small, best.section.heading, best.terms);
      link.append(" ", small);
    }
    heading.append(link);
    const kind = document.createElement("p");
    kind.className = "meta";
    kind.textContent = say("kind-" + best.section.kind);
    const excerpt = document.createElement("p");
    engine.write(excerpt, engine.excerpt(best), best.terms);
    item.append(heading, kind);
    if (excerpt.textContent) item.append(excerpt);
    const also = others.filter((f) => f.section.anchor && f.section.heading && f.score > best.score / 3).slice(0, 2);
    if (also.length) {
      const line = document.createElement("p");
      line.className = "also";
      line.append(say("also"));
      for (const f of also) {
        const a = document.createElement("a");
        a.href = href(f.section);
        engine.write(a, f.section.heading, f.terms);
        line.append(" ", a);
      }
      item.append(line);
    }
    return item;
  }

  let answered = "";
  function answer(all = false): void {
    const query = field.value.trim().replace(/\s+/g, " ");
    if (query === answered && !all) return;
    answered = query;
    const asked = searching.words(query).length > 0;
    const ready = prepared ? engine : undefined;
    if (asked && !ready) {
      prepare();
      answered = "";
      status.textContent = say("preparing");
      return;
    }
    const pages = asked && ready ? ready.search(query) : [];
    list.replaceChildren(...pages.slice(0, all ? undefined : first).flatMap((page) => ready ? [shown(ready, page)] : []));
    section.hidden = pages.length === 0;
    more.hidden = all || pages.length <= first;
    none.hidden = !asked || pages.length > 0;
    status.textContent = !asked ? "" : pages.length ? count(pages.length) : say("none").replace("{query}", () => query);
  }

  // One timer at most: each letter puts off the one answer that is due.
  let due = 0;
  field.addEventListener("focus", prepare);
  field.addEventListener("input", () => {
    clearTimeout(due);
    due = window.setTimeout(answer, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(due);
    answer();
    if (!searching.words(field.value).length) status.textContent = say("short");
  });
  more.addEventListener("click", () => {
    answer(true);
    list.querySelectorAll<HTMLElement>("h3 a")[first]?.focus();
  });

  if (document.activeElement === field) prepare();
  if (field.value) answer(); // back from a page that was found
})();
