// @ts-check
// The preview in an open page: it listens for changes, puts what has changed
// into the page, and draws what the author wants to know beside it. Nothing of
// it is part of a built site.
'use strict';
(() => {
  const me = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  const { run = '', token = '', lang = 'ro' } = me;
  const page = me.page ?? '';
  const editing = 'edit' in me;
  const own = page.startsWith('_preview');
  const KEY = 'ascult-preview';
  let revision = Number(me.revision);

  /** @template T @param {string} key @param {T} none @returns {T} */
  const recall = (key, none) => {
    try {
      return JSON.parse(sessionStorage.getItem(`${KEY} ${key}`) ?? 'null') ?? none;
    } catch {
      return none;
    }
  };
  /** @param {string} key @param {unknown} value */
  const keep = (key, value) => {
    try {
      if (value === null) sessionStorage.removeItem(`${KEY} ${key}`);
      else sessionStorage.setItem(`${KEY} ${key}`, JSON.stringify(value));
    } catch {
      // A browser that keeps nothing: the page is whole without it.
    }
  };

  /** A page as a document: no script of it runs. @param {string} url @returns {Promise<Document>} */
  const fetchPage = (url) =>
    new Promise((done, failed) => {
      const ask = new XMLHttpRequest();
      ask.open('GET', url);
      ask.responseType = 'document';
      ask.onload = () => (ask.response ? done(ask.response) : failed(new Error(String(ask.status))));
      ask.onerror = () => failed(new Error('offline'));
      ask.send();
    });

  // ---- What has changed goes into the page, and nothing else is touched.

  // The page as it was sent, beside the page as it is now: scripts change only
  // the latter. Each node of the one knows its twin in the other.
  /** @type {WeakMap<Node, Node>} */
  const twin = new WeakMap();
  /** @param {Node} a @param {Node} b */
  const pair = (a, b) => {
    twin.set(a, b);
    for (let x = a.firstChild, y = b.firstChild; x && y; x = x.nextSibling, y = y.nextSibling) pair(x, y);
  };
  const sent = /** @type {HTMLElement} */ (document.body.cloneNode(true));
  pair(sent, document.body);

  class Other extends Error {}
  /** Changes of these are played by a script that has begun already. */
  const PLAYED = '.practice, .scenario, script, [data-account]';

  /** @type {Element[]} */
  let fresh = [];

  /** Makes was, and its twin in the page, say what is says. @param {Element} was @param {Element} is */
  function patch(was, is) {
    const live = twin.get(was);
    if (!(live instanceof Element)) throw new Other('gone');
    if (was !== sent && was.matches(PLAYED)) throw new Other('played');
    for (const { name, value } of Array.from(is.attributes)) {
      if (was.getAttribute(name) === value) continue;
      if (name === 'class') live.className = value;
      else live.setAttribute(name, value);
      was.setAttribute(name, value);
    }
    for (const { name } of Array.from(was.attributes)) {
      if (is.hasAttribute(name)) continue;
      live.removeAttribute(name);
      was.removeAttribute(name);
    }
    const a = Array.from(was.childNodes);
    const b = Array.from(is.childNodes);
    let head = 0;
    while (head < a.length && head < b.length && a[head].isEqualNode(b[head])) head++;
    let tail = 0;
    while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail].isEqualNode(b[b.length - 1 - tail])) tail++;
    const old = a.slice(head, a.length - tail);
    const now = b.slice(head, b.length - tail);
    const alike = old.length === now.length && old.every((n, i) => n instanceof Element && now[i].nodeName === n.nodeName && n.id === /** @type {Element} */ (now[i]).id);
    if (alike) {
      old.forEach((n, i) => {
        if (!n.isEqualNode(now[i])) patch(/** @type {Element} */ (n), /** @type {Element} */ (now[i]));
      });
      return;
    }
    if ([...old, ...now].some((n) => n instanceof Element && (n.matches(PLAYED) || n.querySelector(PLAYED)))) {
      // Whole blocks came or went: keep those that are as they were.
      if (!blocks(was, old, now, live)) throw new Other('played');
      return;
    }
    swap(was, live, old, now, a[a.length - tail] ?? null);
    if (old.length || now.length) mark(live, now);
  }

  /** @param {Node} was @param {Element} live @param {Node[]} old @param {Node[]} now @param {Node | null} after */
  function swap(was, live, old, now, after) {
    const liveOld = old.map((n) => twin.get(n));
    const liveAfter = after ? twin.get(after) : null;
    if (liveOld.some((n) => !n || n.parentNode !== live) || (after && liveAfter?.parentNode !== live)) throw new Other('moved');
    const place = document.createComment('');
    live.insertBefore(place, /** @type {Node | null} */ (liveOld[0] ?? liveAfter ?? null));
    for (const n of [...liveOld, ...old]) n?.parentNode?.removeChild(n);
    for (const n of now) {
      const mine = document.importNode(n, true);
      const theirs = document.importNode(n, true);
      was.insertBefore(theirs, after);
      live.insertBefore(mine, place);
      pair(theirs, mine);
    }
    place.remove();
  }

  /** Aligns lists of blocks by equality. @param {Node} was @param {Node[]} old @param {Node[]} now @param {Element} live */
  function blocks(was, old, now, live) {
    let i = 0;
    for (const n of now) {
      let at = i;
      while (at < old.length && !old[at].isEqualNode(n)) at++;
      if (at < old.length) {
        if (!drop(old.slice(i, at))) return false;
        i = at + 1;
        continue;
      }
      if (n instanceof Element && (n.matches(PLAYED) || n.querySelector(PLAYED))) return false;
      if (i >= old.length) return false;
      const here = twin.get(old[i]);
      if (!here || here.parentNode !== live) return false;
      const mine = document.importNode(n, true);
      const theirs = document.importNode(n, true);
      was.insertBefore(theirs, old[i]);
      live.insertBefore(mine, here);
      pair(theirs, mine);
      mark(live, [mine]);
    }
    return drop(old.slice(i));
  }

  /** @param {Node[]} nodes */
  function drop(nodes) {
    if (nodes.some((n) => n instanceof Element && (n.matches(PLAYED) || n.querySelector(PLAYED)))) return false;
    for (const n of nodes) {
      const l = twin.get(n);
      l?.parentNode?.removeChild(l);
      n.parentNode?.removeChild(n);
    }
    return true;
  }

  /** @param {Element} live @param {Node[]} now */
  function mark(live, now) {
    const one = now.find((n) => n instanceof Element && n.isConnected);
    fresh.push(/** @type {Element} */ (one ?? live));
  }

  /** Addresses of what the head of a page loads, apart from ours. @param {Document} d @param {string} sel @param {string} attr */
  const loads = (d, sel, attr) =>
    Array.from(d.head.querySelectorAll(sel), (e) => e.getAttribute(attr) ?? '').filter((s) => s && !s.startsWith('/_preview/'));

  /** The first block in view, so that what is read stays where it is. */
  function anchor() {
    for (const e of document.querySelectorAll('main [id^="s-"], main h2, main h3, main p')) {
      const top = e.getBoundingClientRect().top;
      if (top >= 0 && top < innerHeight) return { e, top };
    }
    return null;
  }

  /** @param {Document} next */
  function put(next) {
    const kind = (/** @type {Document} */ d) => d.querySelector('meta[name="ascult-preview"]')?.getAttribute('content') ?? '';
    if (kind(next) !== kind(document)) throw new Other('kind');
    if (loads(next, 'script[src]', 'src').join() !== loads(document, 'script[src]', 'src').join()) throw new Other('scripts');
    const seen = anchor();
    const focus = document.activeElement;
    fresh = [];
    for (const href of loads(next, 'link[rel="stylesheet"]', 'href')) {
      if (loads(document, 'link[rel="stylesheet"]', 'href').includes(href)) continue;
      const olds = Array.from(document.head.querySelectorAll('link[rel="stylesheet"]')).filter((l) => !l.getAttribute('href')?.startsWith('/_preview/'));
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = href;
      link.addEventListener('load', () => olds.forEach((l) => l.remove()));
      document.head.append(link);
    }
    for (const { name, value } of Array.from(next.documentElement.attributes)) {
      if (name !== 'class' && document.documentElement.getAttribute(name) !== value) document.documentElement.setAttribute(name, value);
    }
    if (next.title !== document.title) document.title = next.title;
    patch(sent, next.body);
    if (seen?.e.isConnected) scrollBy(0, seen.e.getBoundingClientRect().top - seen.top);
    if (focus instanceof HTMLElement && focus.isConnected && document.activeElement !== focus) focus.focus({ preventScroll: true });
    for (const e of fresh) {
      e.classList.add('pv-fresh');
      setTimeout(() => e.classList.remove('pv-fresh'), 1500);
    }
    return fresh.length > 0;
  }

  /** Loads the page again where it cannot be mended in place, and comes back to where we were. */
  function reload() {
    const fields = Array.from(document.querySelectorAll('main input, main select, main textarea'), (f) => {
      const i = /** @type {HTMLInputElement} */ (f);
      return i.type === 'hidden' ? null : [i.value, i.checked ?? null];
    });
    const open = Array.from(document.querySelectorAll('main details'), (d) => /** @type {HTMLDetailsElement} */ (d).open);
    keep(`back ${location.pathname}`, { y: scrollY, fields, open, paths: Object.fromEntries(ways()), focus: document.activeElement?.id ?? '' });
    location.reload();
  }

  function comeBack() {
    const key = `back ${location.pathname}`;
    /** @type {any} */
    const was = recall(key, null);
    keep(key, null);
    if (!was) return;
    for (const [name, path] of Object.entries(was.paths ?? {})) replay(name, path);
    const details = document.querySelectorAll('main details');
    if (details.length === was.open.length) details.forEach((d, i) => (/** @type {HTMLDetailsElement} */ (d).open = was.open[i]));
    const fields = document.querySelectorAll('main input, main select, main textarea');
    if (fields.length === was.fields.length) {
      fields.forEach((f, i) => {
        const field = /** @type {HTMLInputElement} */ (f);
        if (!was.fields[i] || field.closest('.scenario')) return;
        if (field.type === 'radio' || field.type === 'checkbox') field.checked = was.fields[i][1];
        else field.value = was.fields[i][0];
      });
    }
    scrollTo(0, was.y);
    if (was.focus) document.getElementById(was.focus)?.focus({ preventScroll: true });
  }

  // ---- Scenarios: the path that is taken, on the graph.

  /** @type {WeakMap<Element, string>} */
  const picked = new WeakMap();
  /** @type {(() => void)[]} */
  const drawn = [];

  /** The choices of the path that is played now, by scenario. @returns {Map<string, string[]>} */
  function ways() {
    const out = new Map();
    for (const s of document.querySelectorAll('.scenario[id^="scenario-"]')) {
      const name = s.id.slice('scenario-'.length);
      const log = s.querySelector(':scope .log');
      const path = log ? Array.from(log.children).filter((t) => t.matches('.turn')).map((t) => picked.get(t)).filter(Boolean) : [];
      if (log) out.set(name, path.map((id) => /** @type {string} */ (id).slice(`c-${name}-`.length)));
    }
    return out;
  }

  addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('.scenario button, .scenario a') : null;
    if (!button) return;
    const field = button.closest('.log fieldset');
    const chosen = field?.querySelector('input:checked');
    const turn = button.closest('.turn');
    if (field && turn && chosen instanceof HTMLInputElement && button.tagName === 'BUTTON') picked.set(turn, chosen.value);
    setTimeout(() => drawn.forEach((d) => d()));
  }, true);
  addEventListener('hashchange', () => drawn.forEach((d) => d()));

  /** Plays a path again. @param {string} name @param {string[]} path */
  function replay(name, path) {
    const s = document.getElementById(`scenario-${name}`);
    /** @type {HTMLElement | null | undefined} */ (s?.querySelector('[data-begin]'))?.click();
    for (const id of path) {
      const turns = s?.querySelectorAll('.log > .turn') ?? [];
      const turn = turns[turns.length - 1];
      const input = Array.from(turn?.querySelectorAll('input') ?? []).find((i) => i.value === `c-${name}-${id}`);
      if (!input) return; // the choice is gone: here the path ends
      input.checked = true;
      /** @type {HTMLElement | null} */ (turn.querySelector('fieldset button'))?.click();
    }
  }

  /** Shows on a graph what is played. @param {ParentNode} graph @param {string} name */
  function trace(graph, name) {
    const path = ways().get(name) ?? [];
    const s = document.getElementById(`scenario-${name}`);
    graph.querySelectorAll('.taken, .at').forEach((e) => e.classList.remove('taken', 'at'));
    graph.querySelectorAll('.step, .took').forEach((e) => (e.textContent = ''));
    const said = /** @type {HTMLElement | null} */ (graph.querySelector('[data-step]'))?.dataset.step ?? '{n}';
    const find = (/** @type {string} */ attr, /** @type {string} */ id) => graph.querySelectorAll(`[data-${attr}="${CSS.escape(id)}"]`);
    path.forEach((id, i) => {
      find('edge', id).forEach((e) => e.classList.add('taken'));
      find('choice', id).forEach((e) => {
        e.classList.add('taken');
        const step = e.querySelector(':scope > .step, :scope > .took');
        if (step) step.textContent = step.matches('.step') ? `${i + 1}` : `✓ ${said.replace('{n}', String(i + 1))}`;
        e.closest('[data-node]')?.classList.add('taken');
      });
    });
    const turns = s?.querySelectorAll('.log > .turn') ?? [];
    const last = turns[turns.length - 1];
    const title = last?.querySelector('h3')?.textContent?.trim() ?? '';
    const end = Array.from(s?.querySelectorAll('.scenes .ending') ?? []).find((e) => last?.querySelector('.close') && title.endsWith(e.querySelector('h4')?.textContent?.trim() ?? '\n'));
    const inputs = Array.from(last?.querySelectorAll('input') ?? []);
    if (end) {
      find('ending', end.id.slice(`e-${name}-`.length)).forEach((e) => {
        e.classList.add('taken', 'at');
        const took = e.querySelector(':scope > .took');
        if (took) took.textContent = '✓';
      });
      find('node', 'end').forEach((e) => e.classList.add('taken'));
    } else if (inputs.length) {
      const first = inputs[0].value.slice(`c-${name}-`.length);
      find('choice', first).forEach((e) => e.closest('[data-node]')?.classList.add('at', 'taken'));
    } else if (location.hash.startsWith(`#n-${name}-`)) {
      find('node', location.hash.slice(`#n-${name}-`.length)).forEach((e) => e.classList.add('at'));
    }
  }

  /** A place of our own in the page, which the styles of the site do not reach. @param {string} id */
  function shelf(id) {
    const host = document.createElement('div');
    host.id = id;
    host.className = 'pv-host';
    const root = host.attachShadow({ mode: 'open' });
    const style = document.createElement('link');
    style.rel = 'stylesheet';
    style.href = `/_preview/panel.css?${run}`;
    root.append(style);
    return { host, root };
  }

  /** @param {HTMLElement} scenario */
  async function graph(scenario) {
    const name = scenario.id.slice('scenario-'.length);
    const id = `pv-graph-${name}`;
    const course = document.querySelector('main')?.dataset.course ?? 'g';
    const old = document.getElementById(id);
    const { host, root } = old?.shadowRoot ? { host: old, root: old.shadowRoot } : shelf(id);
    if (!old) scenario.after(host);
    const next = await fetchPage(`/_preview/graph/${course}/${name}?lang=${document.documentElement.lang}`);
    const section = next.getElementById('graph');
    const was = root.querySelector('details.outer');
    const box = document.createElement('details');
    box.className = 'outer';
    box.open = was instanceof HTMLDetailsElement ? was.open : recall('graph', true);
    box.addEventListener('toggle', () => keep('graph', box.open));
    const summary = document.createElement('summary');
    summary.textContent = words.graph ?? 'graph';
    box.append(summary);
    if (section) box.append(document.importNode(section, true));
    if (was) {
      hold(was, box);
      was.replaceWith(box);
    } else {
      root.append(box);
      requestAnimationFrame(() => {
        const scroll = box.querySelector('.scroll');
        const start = box.querySelector('.card.start');
        if (scroll && start) scroll.scrollLeft = start.getBoundingClientRect().left - scroll.getBoundingClientRect().left - 8;
      });
    }
    const show = () => trace(box, name);
    drawn.splice(0, drawn.length, ...drawn.filter((d) => /** @type {any} */ (d).of !== name), Object.assign(show, { of: name }));
    show();
  }

  /** What was open stays open, what had the focus keeps it, what was scrolled stays. @param {Element} was @param {Element} is */
  function hold(was, is) {
    for (const d of was.querySelectorAll('details[data-key]')) {
      const same = is.querySelector(`details[data-key="${CSS.escape(/** @type {HTMLElement} */ (d).dataset.key ?? '')}"]`);
      if (same instanceof HTMLDetailsElement) same.open = /** @type {HTMLDetailsElement} */ (d).open;
    }
    const scrolls = was.querySelectorAll('.scroll');
    is.querySelectorAll('.scroll').forEach((e, i) => requestAnimationFrame(() => e.scrollTo(scrolls[i]?.scrollLeft ?? 0, scrolls[i]?.scrollTop ?? 0)));
  }

  // ---- The panel.

  /** @type {DOMStringMap} */
  let words = {};
  const panel = shelf('pv-panel');
  const live = document.createElement('p');
  live.className = 'vh';
  live.setAttribute('role', 'status');
  panel.root.append(live);
  /** @param {string | undefined} text */
  const say = (text) => (live.textContent = text ?? '');
  let opened = recall('open', false);
  let errors = -1;
  let wasOpenFor = 0;

  async function draw() {
    const next = await fetchPage(`/_preview/panel?page=${encodeURIComponent(page)}`);
    const section = next.getElementById('pv');
    if (!section) return;
    const is = document.importNode(section, true);
    words = is.dataset;
    const now = Number(words.errors);
    if (now > 0 && errors === 0) {
      wasOpenFor = now;
      if (!opened) opened = true;
      else wasOpenFor = 0;
      say(words.broken);
    } else if (now === 0 && errors > 0) {
      if (wasOpenFor) opened = false;
      wasOpenFor = 0;
      say(words.mended);
    } else if (now > 0 && errors < 0 && !document.querySelector('meta[name="ascult-preview"]')) opened = true;
    errors = now;
    const was = panel.root.querySelector('.pv');
    const focus = panel.root.activeElement;
    const path = focus && was?.contains(focus) ? focus.id || focus.getAttribute('data-target') || focus.getAttribute('href') : null;
    const y = was?.querySelector('.body')?.scrollTop ?? 0;
    if (was) hold(was, is);
    wire(is);
    if (was) was.replaceWith(is);
    else panel.root.append(is);
    const body = is.querySelector('.body');
    if (body) body.scrollTop = y;
    if (path) {
      const again = Array.from(is.querySelectorAll('[id], [data-target], [href]')).find((e) => [e.id, e.getAttribute('data-target'), e.getAttribute('href')].includes(path));
      if (again instanceof HTMLElement) again.focus({ preventScroll: true });
    }
    marks(is);
    pencils(is);
  }

  /** @param {HTMLElement} is */
  function wire(is) {
    const toggle = is.querySelector('#toggle');
    const body = /** @type {HTMLElement | null} */ (is.querySelector('#body'));
    const show = () => {
      if (body) body.hidden = !opened;
      toggle?.setAttribute('aria-expanded', String(opened));
    };
    toggle?.addEventListener('click', () => {
      opened = !opened;
      wasOpenFor = 0;
      keep('open', opened);
      show();
    });
    is.addEventListener('keydown', (e) => {
      if (/** @type {KeyboardEvent} */ (e).key !== 'Escape' || !opened) return;
      opened = false;
      keep('open', false);
      show();
      /** @type {HTMLElement | null} */ (toggle)?.focus();
    });
    show();
    places(is);
    for (const b of is.querySelectorAll('[data-target]')) b.addEventListener('click', () => void edit(/** @type {HTMLElement} */ (b).dataset.target ?? ''));
    const choose = is.querySelector('#choose');
    choose?.setAttribute('aria-pressed', String(choosing));
    choose?.addEventListener('click', () => {
      choosing = !choosing;
      choose.setAttribute('aria-pressed', String(choosing));
      pencils(is);
    });
  }

  /** A place that leads nowhere can be copied. @param {ParentNode} within */
  function places(within) {
    for (const code of within.querySelectorAll('code.copy')) {
      if (!navigator.clipboard) continue;
      const b = document.createElement('button');
      b.type = 'button';
      b.className = 'copy';
      b.title = words.copy ?? '';
      b.append(code.cloneNode(true));
      b.addEventListener('click', () => void navigator.clipboard.writeText(code.textContent ?? '').then(() => say(words.copied)));
      code.replaceWith(b);
    }
  }

  /** Marks at the paragraphs that are older than their source. @param {HTMLElement} is */
  function marks(is) {
    document.querySelectorAll('.pv-stale').forEach((e) => {
      e.classList.remove('pv-stale');
      e.removeAttribute('data-pv');
    });
    for (const li of is.querySelectorAll('[data-mark]')) {
      const { mark: id = '', label = '' } = /** @type {HTMLElement} */ (li).dataset;
      let e = document.getElementById(id);
      if (e && e.tagName === 'SPAN' && !e.textContent) e = e.parentElement;
      e?.classList.add('pv-stale');
      e?.setAttribute('data-pv', label);
    }
  }

  // ---- Editing.

  let choosing = false;
  /** @param {HTMLElement} is */
  function pencils(is) {
    document.querySelectorAll('.pv-pencil').forEach((e) => e.remove());
    if (!choosing) return;
    for (const b of is.querySelectorAll('[data-at]')) {
      const { at = '', target = '' } = /** @type {HTMLElement} */ (b).dataset;
      let e = at === 'h1' ? document.querySelector('main h1') : document.getElementById(at);
      if (e && e.tagName === 'SPAN' && !e.textContent) e = e.parentElement;
      if (!e) continue;
      const pencil = document.createElement('button');
      pencil.type = 'button';
      pencil.className = 'pv-pencil';
      pencil.textContent = '✎';
      pencil.setAttribute('aria-label', `${words.edit ?? ''} ${b.lastChild?.textContent?.trim() ?? ''}`);
      pencil.addEventListener('click', (event) => {
        event.preventDefault();
        event.stopPropagation();
        void edit(target);
      });
      e.append(pencil);
    }
  }

  /** @param {string} path @param {object} body */
  async function post(path, body) {
    const answer = await fetch(`/_preview/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Preview-Token': token, 'Preview-Lang': lang },
      body: JSON.stringify(body),
    });
    return answer.json();
  }

  /** @type {(() => void) | null} */
  let shut = null;

  /** Opens the editor for a text. @param {string} target */
  async function edit(target) {
    shut?.();
    const template = /** @type {HTMLTemplateElement | null} */ (panel.root.querySelector('#editor'));
    if (!template) return;
    const from = document.activeElement instanceof HTMLElement && document.activeElement.shadowRoot ? null : document.activeElement;
    const got = await (await fetch(`/_preview/source?target=${encodeURIComponent(target)}&lang=${lang}`)).json();
    if (!got.ok) {
      say(got.problem);
      return;
    }
    const form = /** @type {HTMLFormElement} */ (/** @type {DocumentFragment} */ (document.importNode(template.content, true)).querySelector('form'));
    const $ = (/** @type {string} */ s) => /** @type {HTMLElement} */ (form.querySelector(s));
    const area = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'));
    let { version } = got;
    let timer = 0;
    let turn = 0;
    $('[data-place]').textContent = got.place;
    if (got.other) {
      $('[data-source]').hidden = false;
      $('[data-source-text]').textContent = got.other;
      $('[data-source-text]').lang = got.otherIn;
      $('[data-source-lang]').textContent = `(${got.otherIn})`;
    }
    const draft = recall(`draft ${target}`, null);
    area.value = got.text;
    if (draft !== null && draft !== got.text) {
      area.value = draft;
      $('[data-note]').textContent = words.draft ?? '';
    }
    const verdict = $('[data-verdict]');
    /** @param {any} reply */
    const judge = (reply) => {
      verdict.replaceChildren();
      if (reply.problem) {
        const p = document.createElement('p');
        p.className = 'is-error';
        p.textContent = `✕ ${reply.problem}`;
        verdict.append(p);
      }
      if (!reply.problem && !reply.findings.length) {
        const p = document.createElement('p');
        p.className = 'is-fine';
        p.textContent = `✓ ${words.clear}`;
        verdict.append(p);
      }
      for (const f of reply.findings) {
        const p = document.createElement('p');
        p.className = f.error ? 'is-error' : 'is-warning';
        p.textContent = `${f.error ? '✕' : '△'} ${f.error ? words.error : words.warning}: ${f.text}${f.hint ? ` ${words.hint} ${f.hint}` : ''} (${f.place})`;
        verdict.append(p);
      }
    };
    const fail = (/** @type {unknown} */ e) => judge({ problem: `${words.failed} ${e instanceof Error ? e.message : e}`, findings: [] });
    const check = async () => {
      const mine = ++turn;
      try {
        const reply = await post('check', { target, text: area.value });
        if (mine === turn) judge(reply);
      } catch (e) {
        fail(e);
      }
    };
    area.addEventListener('input', () => {
      keep(`draft ${target}`, area.value);
      clearTimeout(timer);
      timer = setTimeout(() => void check(), 250);
    });
    const save = async () => {
      clearTimeout(timer);
      try {
        const reply = await post('save', { target, text: area.value, version });
        if (reply.conflict) {
          version = reply.version;
          $('[data-theirs]').textContent = reply.text;
          $('[data-conflict]').hidden = false;
          return;
        }
        judge(reply);
        if (!reply.ok) return;
        keep(`draft ${target}`, null);
        say(words.saved);
        shut?.();
      } catch (e) {
        fail(e);
      }
    };
    form.addEventListener('submit', (e) => {
      e.preventDefault();
      void save();
    });
    form.addEventListener('keydown', (e) => {
      e.stopPropagation();
      if (e.key === 'Escape') shut?.();
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) void save();
    });
    $('[data-take="mine"]').addEventListener('click', () => {
      $('[data-conflict]').hidden = true;
      void save();
    });
    $('[data-take="theirs"]').addEventListener('click', () => {
      area.value = $('[data-theirs]').textContent ?? '';
      keep(`draft ${target}`, null);
      $('[data-conflict]').hidden = true;
      void check();
    });
    shut = () => {
      clearTimeout(timer);
      form.remove();
      document.documentElement.classList.remove('pv-beside');
      keep('editing', null);
      shut = null;
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
      else /** @type {HTMLElement | null} */ (panel.root.querySelector('#toggle'))?.focus({ preventScroll: true });
    };
    $('[data-close]').addEventListener('click', () => shut?.());
    panel.root.append(form);
    document.documentElement.classList.add('pv-beside');
    keep('editing', target);
    area.focus();
    if (draft !== null) void check();
  }

  // Today's changes, taken back.
  addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !('undo' in form.dataset)) return;
    event.preventDefault();
    const f = new FormData(form);
    void post('undo', { path: f.get('path'), version: f.get('version'), hunk: Number(f.get('hunk')) }).then(async (reply) => {
      say(reply.problem ?? '');
      const status = document.querySelector('[data-status]');
      if (status) status.textContent = reply.problem ?? '';
      await update();
    });
  });

  // ---- Following.

  let busy = false;
  let missed = false;
  async function update() {
    if (busy) {
      missed = true;
      return;
    }
    busy = true;
    try {
      do {
        missed = false;
        const next = await fetchPage(location.pathname + location.search);
        if (put(next)) say(words.updated);
      } while (missed);
    } catch (e) {
      if (e instanceof Other) reload();
      else throw e;
    } finally {
      busy = false;
    }
  }

  const graphs = () => document.querySelectorAll('.scenario[id^="scenario-"]').forEach((s) => void graph(/** @type {HTMLElement} */ (s)));

  let silent = 0;
  const source = new EventSource(`/_preview/events?page=${encodeURIComponent(page)}`);
  source.onmessage = async (message) => {
    clearTimeout(silent);
    silent = 0;
    const e = JSON.parse(message.data);
    if (e.run !== run) {
      location.reload();
      return;
    }
    if (e.revision === revision) return;
    const skipped = e.revision !== revision + 1;
    revision = e.revision;
    if (e.page || skipped || document.querySelector('meta[name="ascult-preview"]')) await update();
    else if (e.files) await files();
    if (!own) {
      await draw();
      graphs();
    }
  };
  source.onerror = () => {
    silent ||= setTimeout(() => say(words.lost), 3000);
  };

  /** Something that the page may show is other than before: a style sheet in place, the rest by loading again. */
  async function files() {
    const next = await fetchPage(location.pathname + location.search);
    const same = (/** @type {string} */ s, /** @type {string} */ a) => loads(next, s, a).join() === loads(document, s, a).join();
    if (same('link[rel="stylesheet"]', 'href') && same('script[src]', 'src')) reload();
    else await update();
  }

  addEventListener('load', () => {
    comeBack();
    if (own || document.querySelector('meta[name="ascult-preview"]')) document.body.append(panel.host);
    if (own) {
      places(document);
      return;
    }
    document.body.append(panel.host);
    void draw().then(() => {
      graphs();
      const target = recall('editing', '');
      if (target && editing) void edit(target);
    });
  });
})();
