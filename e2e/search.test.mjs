// Search finds what people type, in four languages, on the server and from a
// disk, and leaves no trace. search.fixture.json: what is typed, then the pages
// of which one is to be among the first three.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { gzipSync } from 'node:zlib'
import { NARROW, SHOTS, WIDE, accessible, fits, launch, open, traces } from './lib/browser.mjs'
import { valid } from './lib/html.mjs'
import { ROOT, Server, ascult, folder } from './lib/server.mjs'
import { LANGUAGES, examQuestions, fold, t } from './lib/texts.mjs'

const fixture = JSON.parse(readFileSync(new URL('search.fixture.json', import.meta.url), 'utf8'))
const script = (lang) => readdirSync(path.join(out, 'js')).find((f) => f.startsWith(`search-${lang}.`))
const index = (lang) => readdirSync(path.join(out, lang)).find((f) => f.startsWith('search-index.'))
const read = (...names) => readFileSync(path.join(out, ...names), 'utf8')
const at = (lang, page = 'search.html') => pathToFileURL(path.join(out, lang, page)).href

let browser, dir, out

before(async () => {
  dir = await folder('search')
  out = path.join(dir, 'site')
  const built = await ascult('build', '--out', out)
  assert.equal(built.code, 0, built.stderr)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await rm(dir, { recursive: true, force: true })
})

/** The search of a language outside a browser: what the page itself runs. */
async function engine(lang) {
  const context = vm.createContext({ setTimeout })
  vm.runInContext(read(lang, index(lang)), context)
  vm.runInContext(read('js', script(lang)), context)
  const it = new context.ascultSearching.Engine(context.ascultSearch, lang)
  await it.ready()
  return it
}

const paths = (pages) => [...pages].map((p) => p.found[0].section.path)

/** Types a query and waits for the answer to it. */
async function ask(page, lang, query) {
  const status = page.locator('#search [role=status]')
  await page.fill('#query', query)
  await page.press('#query', 'Enter')
  await page.waitForFunction(([e, waiting]) => e.textContent !== '' && e.textContent !== waiting, [await status.elementHandle(), t(lang, 'search_preparing')])
  return fold(await status.innerText())
}

test('the libraries in the program are those of their packages', () => {
  const vendor = path.join(ROOT, 'themes/ascult/assets/js/vendor')
  const modules = path.join(ROOT, 'e2e/node_modules')
  const from = { 'minisearch.js': 'minisearch/dist/es/index.js' }
  for (const lang of ['ro', 'ru', 'en']) from[`stemmer-${lang}.js`] = `@orama/stemmers/dist/${lang}.js`
  assert.deepEqual(readdirSync(vendor).sort(), Object.keys(from).sort())
  for (const [name, its] of Object.entries(from)) assert.ok(readFileSync(path.join(vendor, name)).equals(readFileSync(path.join(modules, its))), name)
})

test('scripts and indexes keep their budgets', () => {
  for (const lang of LANGUAGES) {
    const size = (...names) => gzipSync(read(...names), { level: 9 }).length
    assert.ok(size('js', script(lang)) <= 14 * 1024, `${lang}: the script takes ${size('js', script(lang))} bytes`)
    assert.ok(size(lang, index(lang)) <= 120_000, `${lang}: the index takes ${size(lang, index(lang))} bytes`)
  }
})

for (const lang of LANGUAGES) {
  test(`${lang}: what people type finds its page among the first three`, async () => {
    const it = await engine(lang)
    assert.ok(fixture[lang].length >= 20)
    const missed = fixture[lang].filter(([query, ...pages]) => !paths(it.search(query)).slice(0, 3).some((p) => pages.includes(p)))
    assert.deepEqual(
      missed.map(([query]) => `${query}: ${paths(it.search(query)).slice(0, 3)}`),
      [],
    )
  })

  test(`${lang}: every result leads to a place that exists, and none to the exam`, async () => {
    const it = await engine(lang)
    const stems = examQuestions().map((q) => q.text[lang])
    for (const section of it.all) {
      assert.ok(existsSync(path.join(out, lang, section.path)), section.path)
      if (section.anchor) assert.ok(read(lang, section.path).includes(` id="${section.anchor}"`), `${section.path}#${section.anchor}`)
      const text = fold(`${section.heading} ${section.text}`)
      for (const stem of stems) assert.ok(!text.includes(stem), `${section.path}: ${stem}`)
    }
    for (const page of ['courses/interviewing/a1/few.html', 'g/5.html', 'about/privacy.html']) assert.ok(it.all.some((s) => s.path === page), page)
  })
}

test('writings of the same word find the same', async () => {
  const alike = {
    ro: [
      ['poliția și instanțele', 'poliţia şi instanţele', 'politia si instantele', 'POLIȚIA ȘI INSTANȚELE', 'poliția și instanțele'.normalize('NFD')],
      ['într-o cameră', 'într-\u2060o cameră', 'intr-o camera', 'cameră într-o'],
      ['încredere', 'încre\u00addere', 'încrederea', 'încrederii'],
    ],
    ru: [
      ['ещё ребёнок', 'еще ребенок', 'ЕЩЁ РЕБЁНОК'],
      ['в полицию', 'в\u00a0полицию', 'полиции'],
      ['116 111', '116-111', '116\u00a0111'],
    ],
    uk: [
      ['пам’ятка', "пам'ятка", 'памʼятка', 'пам`ятка', 'памятка'],
      ['здоров’я', "здоров'я", 'здоровя'],
      ['ґрати', 'грати'],
    ],
    en: [
      ['victim’s statement', "victim's statement", 'statements of victims', 'VICTIMS STATEMENT'],
      ['S.M. v. Croatia', 'SM Croatia', 's.m. croatia'],
    ],
  }
  for (const [lang, groups] of Object.entries(alike)) {
    const it = await engine(lang)
    for (const [first, ...others] of groups) {
      for (const other of others) assert.deepEqual(paths(it.search(other)), paths(it.search(first)), `${lang}: ${other} as ${first}`)
    }
    assert.deepEqual(paths(it.search('')), [])
    assert.deepEqual(paths(it.search(' …–’ ')), [])
    assert.deepEqual(paths(it.search('zzzzqqqq щщщщъъ')), [])
  }
  const ro = await engine('ro')
  const common = paths(ro.search('de ce nu este în și pe la minciună')).slice(0, 3)
  assert.deepEqual(common, paths(ro.search('minciună')).slice(0, 3), 'common words do not drown a telling one')
})

test('on the server: typing, Enter, keys alone; nothing is sent, kept or written into the address', async () => {
  const server = await Server.start()
  try {
    const page = await open(browser)
    await page.goto(`${server.base}/ro/index.html`)
    await page.goto(`${server.base}/ro/search.html`)
    await valid(await page.sent.text(), 'search')
    await page.waitForLoadState('networkidle')
    const asked = page.requests.length
    const address = page.url()
    await page.locator('#query').pressSequentially('intervie', { delay: 10 })
    await page.waitForFunction(() => document.querySelectorAll('.found li').length > 0)
    const found = await ask(page, 'ro', 'ajutorul nu depinde')
    const results = page.locator('.found > ol > li')
    assert.equal(await results.count(), 10, 'ten at first')
    await page.locator('.found button').click()
    assert.ok(await page.evaluate(() => document.activeElement.closest('li') === document.querySelectorAll('.found > ol > li')[10]), 'all of them, and on from the eleventh')
    const shown = await results.count()
    assert.equal(found, fold(t('ro', 'search_found', { Count: shown })), 'the status says how many')
    assert.ok((await page.locator('.found mark').allInnerTexts()).some((m) => /ajutor/i.test(m)), 'what was found is marked')
    assert.equal(page.url(), address)
    assert.deepEqual(
      page.requests.slice(asked).filter((r) => !/\.(woff2|svg)$/.test(r)), // fonts and the icon come when the browser likes
      [],
      'nothing was asked of the server',
    )
    await accessible(page, 'search')
    await ask(page, 'ro', 'întrebări sugestive')
    await page.locator('#query').press('Tab')
    await page.keyboard.press('Tab')
    assert.ok(await page.evaluate(() => document.activeElement.closest('.found li:first-child h3 a') !== null), 'the first result follows the field and its button')
    const target = await page.evaluate(() => document.activeElement.href)
    await page.keyboard.press('Enter')
    await page.waitForURL(target)
    // A page that was found takes the place of the search: back leads before it.
    await page.goBack()
    assert.equal(page.url(), `${server.base}/ro/index.html`)

    await page.goto(address)
    const hostile = '<img src="q" onxqz=zqzqzqzq>$& зз'
    assert.ok((await ask(page, 'ro', hostile)).includes(fold(hostile)), 'what was typed is text')
    assert.equal(await page.locator('main img').count(), 0)
    await accessible(page, 'search-none')
    assert.deepEqual(page.complaints, [])
    const left = await traces(page)
    assert.deepEqual([left.cookies, left.local, left.session, left.databases, left.caches], [[], {}, {}, 0, 0])
    await page.context().close()
  } finally {
    await server.stop()
  }
})

test('from a disk without a network, in every language; how it looks', async () => {
  mkdirSync(SHOTS, { recursive: true })
  for (const lang of LANGUAGES) {
    for (const view of [WIDE, NARROW]) {
      const page = await open(browser, { ...view, offline: true })
      await page.goto(at(lang))
      for (const [query, ...pages] of fixture[lang].slice(0, 4)) {
        await ask(page, lang, query)
        const first = await page.locator('.found li h3 a').evaluateAll((all) => all.slice(0, 3).map((a) => a.getAttribute('href').split('#')[0]))
        assert.ok(first.some((p) => pages.includes(p)), `${lang}: ${query}: ${first}`)
      }
      const name = `search-${lang}-${view.width}`
      await fits(page, name)
      await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true })
      assert.equal(await ask(page, lang, 'щщщщщъ'), fold(t(lang, 'search_none', { Query: 'щщщщщъ' })))
      assert.equal(await page.locator('.found-none li a:visible').count(), 3, 'three ways to go on')
      await fits(page, `${name}-none`)
      await page.screenshot({ path: path.join(SHOTS, `${name}-none.png`), fullPage: true })
      assert.deepEqual(page.complaints, [])
      assert.deepEqual(
        page.requests.filter((r) => !r.startsWith('file:')),
        [],
      )
      await page.context().close()
    }
  }
})

test('without script, or without its index, the list of all pages stands', async () => {
  const page = await open(browser, { offline: true, javaScriptEnabled: false })
  await page.goto(at('ro'))
  assert.ok(!(await page.locator('#search').isVisible()), 'no field that does nothing')
  const listed = await page.locator('.pages a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))
  for (const want of [...new Set(fixture.ro.flatMap(([, ...pages]) => pages))]) assert.ok(listed.includes(want), `${want} is in the list`)
  for (const to of listed) assert.ok(existsSync(path.join(out, 'ro', to)), to)
  await page.context().close()

  const bare = await open(browser, { offline: true })
  await bare.route(/search-index/, (route) => route.abort())
  await bare.goto(at('uk'))
  assert.equal(fold(await bare.locator('#search [role=status]').innerText()), fold(t('uk', 'search_not_loaded')))
  assert.ok(!(await bare.locator('#query').isVisible()))
  await bare.context().close()
})
