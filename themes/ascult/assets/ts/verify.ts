// Checks the certificate in the fragment of the address, in this browser
// alone: nothing is sent, and it works when the server is gone.
//
// The page gives words and places, this script gives facts. It finds
//
//   <section id="verify" hidden
//     data-keys='…'         keys.json, as served at /.well-known/ascult/
//     data-revocations='…'  revocations.json; "" if there is none
//     data-editions='…'     {"<hex edition hash>": {"<lang>": "<title>"}, …}
//     data-issuers='…'      {"<issuer id>": "<name>"}>
//     <h1 data-heading tabindex="-1"></h1>  may be left out
//     <div data-outcome="valid" hidden><h2>…</h2>…</div>   one for each outcome
//     <p data-note="list" hidden>…<time data-list></time>…</p>
//     <p data-note="no-list" hidden>…</p>
//     <div data-facts hidden><svg data-rings hidden></svg></div>  may be left out
//     <dl hidden><div data-fact="name" hidden><dt>…</dt><dd></dd></div>…</dl>
//     <template data-words><span data-word="type-certificate">…</span>…</template>
//   </section>
//
// and, anywhere, <input name="number"> for a code that holds only the number.
// Outcomes, facts and words are listed in docs/formats/certificate.md. Text is
// put in as text, never as HTML. A classic script: nothing is imported.
(() => {
  "use strict";

  type Outcome =
    | "valid" | "expired" | "revoked" | "specimen" | "not_genuine" | "unknown_key"
    | "unreadable" | "unsupported" | "number";

  interface Facts {
    number: string; issuer: string; key: string; course: string; edition: string; editionLabel: string;
    language: string; type: string; result: string; name: string; latin: string;
    issued: string; validUntil: string; lawDate: string; minutes: number; specialisedMinutes: number;
    specimen: boolean; replaces: string;
  }
  interface Key { id: string; algorithm: string; purpose: string; public: string; from: string; until: string }
  interface KeySet { format: number; issuer: string; keys: Key[] }
  interface Revocation { number: string; date: string; reason: string }
  interface RevocationList {
    format: number; issuer: string; issued: string; key: string; entries: Revocation[]; signature: string;
  }
  interface Judgement { outcome: Outcome; facts?: Facts; revocation?: Revocation; listed?: string; number?: string }

  const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const types = ["attendance", "statement", "certificate"];
  const results = ["attended", "passed"];
  const languages = ["ro", "ru", "uk", "en"];
  const reasons = ["mistake", "result", "replaced", "request", "key"];
  const id = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
  const purpose = "certificate";

  /** Bytes of unpadded base 32; null if s is not exactly what they encode to. */
  function fromBase32(s: string): Uint8Array | null {
    const out = new Uint8Array(Math.floor(s.length * 5 / 8));
    let buffer = 0, bits = 0, n = 0;
    for (const c of s) {
      const v = base32.indexOf(c);
      if (v < 0) return null;
      buffer = (buffer << 5 | v) & 0xfff;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        out[n++] = buffer >> bits & 0xff;
      }
    }
    return bits < 5 && (buffer & (1 << bits) - 1) === 0 ? out : null;
  }

  /** Bytes of padded base 64. */
  function fromBase64(s: string): Uint8Array {
    return Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  }

  function hex(b: Uint8Array): string {
    return Array.from(b, (x) => x.toString(16).padStart(2, "0")).join("");
  }

  function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      out.set(p, at);
      at += p.length;
    }
    return out;
  }

  /** The number of 17 bytes with its check character; throws on spare bits. */
  function numberOf(b: Uint8Array): string {
    if (b[16] & 0x3f) throw new Error("bits after the number");
    let s = "", acc = 0;
    for (let i = 0; i < 26; i++) {
      let v = 0;
      for (let j = 0; j < 5; j++) {
        const bit = i * 5 + j;
        v = v << 1 | b[bit >> 3] >> 7 - bit % 8 & 1;
      }
      s += crockford[v];
      acc = (acc ^ v) << 1;
      if (acc & 0x20) acc ^= 0x25;
    }
    return s + crockford[acc];
  }

  /** The number that was typed or scanned, or null. */
  function parseNumber(typed: string): string | null {
    const s = typed.toUpperCase().replace(/[\s\u00ad\u2010-\u2015\u2060\u2212\ufe58\ufe63\uff0d-]/g, "")
      .replace(/O/g, "0").replace(/[IL]/g, "1");
    if (s.length !== 27) return null;
    let acc = 0;
    for (const c of s.slice(0, 26)) {
      const v = crockford.indexOf(c);
      if (v < 0) return null;
      acc = (acc ^ v) << 1;
      if (acc & 0x20) acc ^= 0x25;
    }
    return crockford[acc] === s[26] ? s : null;
  }

  function grouped(number: string): string {
    return (number.match(/.{1,4}/g) || []).join("-");
  }

  /** A text as a payload may carry it; throws on any other. */
  function plain(b: Uint8Array, least: number, most: number): string {
    const s = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(b);
    const length = Array.from(s).length;
    if (s.normalize("NFC") !== s || length < least || length > most ||
        /[\p{C}\p{Zl}\p{Zp}]|^ | $| {2}/u.test(s) || /[^\S ]/.test(s)) {
      throw new Error("text not in canonical form");
    }
    return s;
  }

  function identifier(b: Uint8Array): string {
    const s = plain(b, 1, 32);
    if (!id.test(s)) throw new Error("not an id");
    return s;
  }

  /** The facts of a payload; throws on all that Go's Encode would not write. */
  function decode(payload: Uint8Array): Facts {
    let at = 0;
    const take = (n: number): Uint8Array => {
      if (at + n > payload.length) throw new Error("cut short");
      return payload.subarray(at, at += n);
    };
    const short = () => { const b = take(2); return b[0] << 8 | b[1]; };
    const day = () => new Date(short() * 86400000).toISOString().slice(0, 10);
    const word = (words: string[]) => {
      const w = words[take(1)[0] - 1];
      if (!w) throw new Error("unknown word");
      return w;
    };
    if (payload.length > 2048 || take(1)[0] !== 1) throw new Error("unknown version");
    const flags = take(1)[0];
    if (flags & ~0x0f) throw new Error("unknown flag");
    const type = word(types), result = word(results), language = word(languages);
    const number = numberOf(take(17));
    const issued = day(), lawDate = day(), validUntil = flags & 4 ? day() : "";
    const minutes = short(), specialisedMinutes = short();
    const edition = hex(take(32));
    const editionLabel = plain(take(take(1)[0]), 1, 40);
    const issuer = identifier(take(take(1)[0])), key = identifier(take(take(1)[0])), course = identifier(take(take(1)[0]));
    const name = plain(take(short()), 2, 120);
    const latin = flags & 2 ? plain(take(short()), 2, 480) : "";
    const replaces = flags & 8 ? numberOf(take(17)) : "";
    if (at !== payload.length) throw new Error("bytes after the end");
    if (specialisedMinutes > minutes || validUntil && validUntil < issued || replaces === number) {
      throw new Error("facts contradict each other");
    }
    return {
      number, issuer, key, course, edition, editionLabel, language, type, result, name, latin, issued, validUntil,
      lawDate, minutes, specialisedMinutes, specimen: (flags & 1) !== 0, replaces,
    };
  }

  /** Whether signature is k's over message; null if this browser cannot tell. */
  async function signedBy(k: Key, signature: Uint8Array, message: Uint8Array): Promise<boolean | null> {
    const subtle = globalThis.crypto && crypto.subtle;
    if (!subtle) return null;
    let key: CryptoKey;
    try {
      key = await subtle.importKey("raw", join(fromBase64(k.public)), { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return null;
    }
    return subtle.verify({ name: "Ed25519" }, key, join(signature), join(message));
  }

  function find(keys: KeySet, wanted: string): Key | undefined {
    return keys.keys.find((k) => k.id === wanted && k.purpose === purpose && k.algorithm === "Ed25519");
  }

  const ascii = (s: string) => new TextEncoder().encode(s);

  /** The bytes an issuer signs for a revocation list; throws if it is not one. */
  function revocationMessage(l: RevocationList): Uint8Array {
    const issued = Date.parse(l.issued) / 1000;
    if (l.format !== 1 || !id.test(l.issuer) || !id.test(l.key) ||
        new Date(issued * 1000).toISOString().replace(".000", "") !== l.issued) {
      throw new Error("not a list of revocations");
    }
    const head = new DataView(new ArrayBuffer(12));
    head.setUint32(0, Math.floor(issued / 2 ** 32));
    head.setUint32(4, issued % 2 ** 32);
    head.setUint32(8, l.entries.length);
    let before = "";
    const rows = l.entries.map((e) => {
      const reason = reasons.indexOf(e.reason) + 1;
      const days = Date.parse(e.date + "T00:00:00Z") / 86400000;
      if (!/^[0-9a-f]{64}$/.test(e.number) || e.number <= before || !reason || !(days >= 0 && days <= 0xffff)) {
        throw new Error("not a revocation");
      }
      before = e.number;
      const bytes = (e.number.match(/../g) || []).map((x) => parseInt(x, 16));
      return Uint8Array.from([...bytes, days >> 8, days & 0xff, reason]);
    });
    return join(ascii("ascult-revocations-1\0"), Uint8Array.of(l.issuer.length), ascii(l.issuer),
      Uint8Array.of(l.key.length), ascii(l.key), new Uint8Array(head.buffer), ...rows);
  }

  /** The list, if its own signature holds. */
  async function trusted(list: RevocationList | null, keys: KeySet): Promise<RevocationList | null> {
    try {
      const k = list && list.issuer === keys.issuer ? find(keys, list.key) : undefined;
      return list && k && await signedBy(k, fromBase64(list.signature), revocationMessage(list)) ? list : null;
    } catch {
      return null;
    }
  }

  /**
   * Judges the text after "#". today is YYYY-MM-DD. The order of the outcomes
   * is that of credential.Verify.
   */
  async function judge(text: string, keys: KeySet, list: RevocationList | null, today: string): Promise<Judgement> {
    const s = text.replace(/^#/, "").replace(/\s/g, "").toUpperCase();
    if (s.startsWith("N")) {
      const number = parseNumber(s.slice(1));
      return number ? { outcome: "number", number } : { outcome: "unreadable" };
    }
    const bytes = s.length > 4096 ? null : fromBase32(s);
    if (!bytes || bytes.length <= 64) return { outcome: "unreadable" };
    const payload = bytes.subarray(0, bytes.length - 64), signature = bytes.subarray(bytes.length - 64);
    let facts: Facts;
    try {
      facts = decode(payload);
    } catch {
      return { outcome: "unreadable" };
    }
    const k = facts.issuer === keys.issuer ? find(keys, facts.key) : undefined;
    if (!k) return { outcome: "unknown_key", facts };
    const holds = await signedBy(k, signature, join(ascii("ascult-certificate-1\0"), payload));
    if (holds === null) return { outcome: "unsupported", facts };
    if (!holds || facts.issued < k.from || facts.issued > k.until) return { outcome: "not_genuine", facts };
    const sound = await trusted(list, keys);
    const listed = sound ? sound.issued : undefined;
    if (sound) {
      const hash = hex(new Uint8Array(await crypto.subtle.digest("SHA-256", join(ascii(facts.number)))));
      const revocation = sound.entries.find((e) => e.number === hash);
      if (revocation) return { outcome: "revoked", facts, revocation, listed };
    }
    if (facts.specimen) return { outcome: "specimen", facts, listed };
    if (facts.validUntil && today > facts.validUntil) return { outcome: "expired", facts, listed };
    return { outcome: "valid", facts, listed };
  }

  // For tests outside a browser; a page has no use for it.
  Object.assign(globalThis, { ascultVerify: { decode, judge, parseNumber, fromBase32, rings } });
  if (typeof document === "undefined") return;

  const root = document.getElementById("verify");
  if (!root) return;

  function parse<T>(attribute: string, otherwise: T): T {
    try {
      return JSON.parse(root!.getAttribute("data-" + attribute) || "") as T;
    } catch {
      return otherwise;
    }
  }

  /** A word of the page in its own language; the bare name if it has none. */
  function word(name: string): string {
    const words = root!.querySelector<HTMLTemplateElement>("template[data-words]");
    const found = words && words.content.querySelector('[data-word="' + name + '"]');
    return found && found.textContent ? found.textContent.trim() : name;
  }

  function longDate(iso: string): string {
    const lang = document.documentElement.lang;
    return new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long", timeZone: "UTC" })
      .format(new Date(iso));
  }

  /** Academic and clock hours, as the paper has them. */
  function hours(minutes: number): string {
    const tenths = Math.floor(minutes * 10 / 45);
    const academic = Math.floor(tenths / 10) + (tenths % 10 ? word("decimal") + tenths % 10 : "");
    return word(minutes < 60 ? "hours-short" : "hours").replace("{academic}", academic)
      .replace("{hours}", String(Math.floor(minutes / 60))).replace("{minutes}", String(minutes % 60));
  }

  function factTexts(j: Judgement, f: Facts): Record<string, string> {
    const titles = parse<Record<string, Record<string, string>>>("editions", {})[f.edition];
    const issuers = parse<Record<string, string>>("issuers", {});
    return {
      name: f.name, latin: f.latin, number: grouped(f.number), type: word("type-" + f.type),
      course: titles && titles[f.language] || word("not-in-copy"), "course-id": f.course,
      result: word("result-" + f.result), hours: f.minutes ? hours(f.minutes) : "",
      specialised: f.specialisedMinutes ? hours(f.specialisedMinutes) : "",
      edition: f.editionLabel + " (" + f.edition.slice(0, 12) + ")", law: longDate(f.lawDate), issued: longDate(f.issued),
      until: f.validUntil ? longDate(f.validUntil) : word("forever"), issuer: issuers[f.issuer] || f.issuer,
      language: word("language-" + f.language), replaces: f.replaces ? grouped(f.replaces) : "", key: f.key,
      "revoked-on": j.revocation ? longDate(j.revocation.date) : "",
      "revoked-reason": j.revocation ? word("reason-" + j.revocation.reason) : "",
    };
  }

  /** The path data of the rings of a number, as figure.Rings has them. */
  function rings(number: string, size: number): string[] {
    let h = 2166136261;
    for (const c of number) h = Math.imul(h ^ c.charCodeAt(0), 16777619);
    const roll = (n: number) => {
      h = Math.imul(h ^ h >>> 15, 2246822519);
      h ^= h << 13;
      return Math.floor((h >>> 0) * n / 2 ** 32);
    };
    const paths: string[] = [];
    for (let i = 0; i < 12; i++) {
      const turn = roll(3600), gap = 300 + roll(1100);
      const r = (size / 2 - 4) * (148 + Math.floor(i * 852 / 11)) / 1000;
      const point = (tenths: number) => [Math.cos, Math.sin]
        .map((f) => (size / 2 + r * f(tenths * Math.PI / 1800)).toFixed(1)).join(" ");
      const start = (turn + gap) % 3600, sweep = 3600 - gap;
      paths.push("M" + point(start) + "A" + r.toFixed(1) + " " + r.toFixed(1) + " 0 " + (sweep > 1800 ? 1 : 0) +
        " 1 " + point(start + sweep));
    }
    return paths;
  }

  function draw(number: string): void {
    const svg = root!.querySelector<SVGSVGElement>("svg[data-rings]");
    if (!svg) return;
    svg.replaceChildren(...(number ? rings(number, 112) : []).map((d) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      for (const [name, value] of [["d", d], ["fill", "none"], ["stroke", "currentColor"], ["stroke-linecap", "round"]]) {
        path.setAttribute(name, value);
      }
      return path;
    }));
    svg.toggleAttribute("hidden", number === "");
  }

  function show(j: Judgement): void {
    for (const e of root!.querySelectorAll<HTMLElement>("[data-outcome]")) {
      e.hidden = e.getAttribute("data-outcome") !== j.outcome;
    }
    for (const e of root!.querySelectorAll<HTMLElement>("[data-note]")) {
      const genuine = j.outcome === "valid" || j.outcome === "expired";
      e.hidden = e.getAttribute("data-note") !== (j.listed ? "list" : "no-list") || !(genuine || j.outcome === "revoked");
    }
    for (const e of root!.querySelectorAll<HTMLTimeElement>("time[data-list]")) {
      e.dateTime = j.listed || "";
      e.textContent = j.listed ? longDate(j.listed) : "";
    }
    // Facts that nobody vouches for are shown only where they may be compared
    // elsewhere, never beside a signature that failed.
    const shown = j.facts && j.outcome !== "not_genuine" ? factTexts(j, j.facts) : {};
    for (const row of root!.querySelectorAll<HTMLElement>("[data-fact]")) {
      const text = (shown as Record<string, string>)[row.getAttribute("data-fact") || ""] || "";
      row.hidden = text === "";
      const value = row.querySelector("dd");
      if (value) value.textContent = text;
    }
    const any = Object.keys(shown).length > 0;
    for (const e of root!.querySelectorAll<HTMLElement>("dl, [data-facts]")) e.hidden = !any;
    draw(any && j.facts ? j.facts.number : "");
    const input = document.querySelector<HTMLInputElement>('input[name="number"]');
    const number = j.number || (j.outcome === "unsupported" && j.facts ? j.facts.number : "");
    if (input && number) input.value = grouped(number);
    root!.hidden = false;
    const words = root!.querySelector<HTMLElement>("[data-outcome]:not([hidden])");
    const heading = root!.querySelector<HTMLElement>("[data-heading]");
    const title = words && words.querySelector<HTMLElement>("h2");
    if (!title) return;
    if (heading) {
      heading.textContent = title.textContent;
      heading.className = "status " + j.outcome;
      title.hidden = true;
    } else {
      title.tabIndex = -1;
    }
    (heading || title).focus();
  }

  // A later fragment may be judged sooner than an earlier one.
  let turn = 0;
  async function check(): Promise<void> {
    const mine = ++turn;
    if (location.hash.length < 2) {
      root!.hidden = true;
      return;
    }
    let text = location.hash;
    try {
      text = decodeURIComponent(text);
    } catch {
      // A stray % sign: the text is damaged, and judge says so.
    }
    const j = await judge(text, parse<KeySet>("keys", { format: 1, issuer: "", keys: [] }),
      parse<RevocationList | null>("revocations", null), new Date().toISOString().slice(0, 10));
    if (mine === turn) show(j);
  }

  addEventListener("hashchange", () => void check());
  void check();
})();
