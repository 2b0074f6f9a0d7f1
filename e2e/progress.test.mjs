// Where a reader left off: on the device without an account, on the server with
// one, nowhere when others use the same browser.
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { accessible, launch, open, traces } from './lib/browser.mjs'
import * as flow from './lib/flow.mjs'
import { PLAY, paragraphs, source } from './lib/play.mjs'
import { ascult, folder, Server } from './lib/server.mjs'
import { t } from './lib/texts.mjs'

let browser, dir, server

/** Builds the site with these texts and serves it at the same address. */
async function publish(texts) {
  await source(dir, texts)
  const site = path.join(dir, 'site')
  const built = await ascult('build', '--source', dir, '--out', site)
  assert.equal(built.code, 0, built.stderr)
  if (!server) {
    server = await Server.start({ args: ['--site', site] })
    return
  }
  await server.end('SIGTERM')
  await server.run()
}

/** The first lesson with a paragraph changed, and one added. */
const edited = (lang, lesson) => {
  const own = paragraphs(lang, lesson)
  if (lesson !== 'first') return own
  return [own[0], `Another second paragraph in ${lang}.`, own[2], own[3], `A fifth paragraph in ${lang}.`]
}
const rewritten = (lang, lesson) => (lesson === 'first' ? [1, 2, 3, 4, 5].map((n) => `Wholly new ${n} in ${lang}.`) : paragraphs(lang, lesson))

before(async () => {
  dir = await folder('progress')
  await publish()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

const address = (lang, page) => `${server.base}/${lang}/${page}`
const lesson = (name, lang = 'ro') => address(lang, `courses/${PLAY}/a1/${name}.html`)
const course = (lang = 'ro') => address(lang, `courses/${PLAY}/index.html`)
const go = (page, url) => page.goto(url, { waitUntil: 'networkidle' })
const next = (page) => Promise.all([page.waitForNavigation({ waitUntil: 'networkidle' }), page.locator('.pager form button').click()])
const box = (page) => page.locator('.news')
const rows = (page) => page.locator('.tasks a').evaluateAll((all) => all.map((a) => a.querySelector('.state').textContent))
const device = (page) => page.evaluate(() => JSON.parse(localStorage.getItem('ascult.read') ?? '{}'))

test('pressing "next" keeps the place on the device, and nothing else does', async () => {
  const page = await open(browser, { locale: 'ro' })
  await go(page, lesson('first'))
  assert.deepEqual(await traces(page), { cookies: [], local: {}, session: {}, databases: 0, caches: 0, workers: 0 })
  const segments = await page.locator('main').getAttribute('data-segments')
  assert.match(segments, /^([a-z2-7]{6}:[0-9a-f]{8} ?){5}$/)
  await next(page)
  assert.equal(page.url(), lesson('second'))
  const kept = await device(page)
  assert.deepEqual(Object.keys(kept), [`${PLAY}/a1/first`])
  assert.deepEqual({ ...kept[`${PLAY}/a1/first`], at: '' }, { at: '', segs: segments })
  assert.match(kept[`${PLAY}/a1/first`].at, /^\d{4}-\d\d-\d\d$/)
  assert.deepEqual(Object.keys((await traces(page)).local), ['ascult.read'])
  assert.equal(await page.locator('.toc a[data-lesson="a1/first"]').textContent(), `Lesson first ro, ${t('ro', 'site_read')}`)
  assert.equal(await page.locator('.toc .tick').count(), 1)

  await go(page, course())
  assert.deepEqual(await rows(page), [t('ro', 'site_read'), '', ''])
  const button = page.locator('[data-continue]')
  assert.equal(await button.innerText(), `${t('ro', 'progress_continue')} Lesson second ro`)
  const count = t('ro', 'learn_read', { Read: 1, Total: 3, Count: 3 })
  assert.equal(await page.locator('[data-path]').innerText(), count)
  assert.equal(await page.locator('svg.progress').getAttribute('aria-label'), count)
  assert.equal(await page.locator('svg.progress .read').count(), 1)
  await accessible(page, 'course, in progress')
  await button.click()
  await page.waitForURL(lesson('second'))

  // Out of order: the first that is unread comes next.
  await go(page, lesson('third'))
  await next(page)
  await go(page, address('uk', 'index.html'))
  const line = page.locator('[data-returning]')
  assert.equal(await line.locator('a').innerText(), `${t('uk', 'progress_continue')} Lesson second uk`)
  assert.equal(await line.locator('a').evaluate((a) => a.href), lesson('second', 'uk'))
  await accessible(page, 'landing, returning')
  await line.locator('button').click()
  assert.equal(await line.innerText(), t('uk', 'progress_forgot'))
  assert.deepEqual((await traces(page)).local, {})
  await go(page, course())
  assert.deepEqual(await rows(page), ['', '', ''])
  assert.deepEqual(page.complaints, [])
  await page.context().close()
})

test('a lesson can be marked as not read', async () => {
  const page = await open(browser, { locale: 'en' })
  await go(page, lesson('third', 'en'))
  await next(page)
  await go(page, lesson('third', 'en'))
  await page.getByRole('button', { name: t('en', 'progress_unread') }).click()
  await page.getByText(t('en', 'progress_unread_done')).waitFor()
  await go(page, lesson('third', 'en'))
  assert.equal(await page.locator('.toc .tick').count(), 0)
  assert.deepEqual((await traces(page)).local, {})
  await page.context().close()
})

test('what changed since a lesson was read is listed, marked, and gone once read again', async () => {
  const page = await open(browser, { locale: 'ro' })
  for (const name of ['first', 'second', 'third']) {
    await go(page, lesson(name))
    assert.equal(await box(page).count(), 0)
    await next(page)
  }
  await go(page, course())
  const button = page.locator('[data-continue]')
  assert.equal(await button.innerText(), t('ro', 'site_exam_go'))
  assert.equal(await button.evaluate((a) => a.href), address('ro', `exam/${PLAY}`), 'all is read: the exam comes next')
  await publish(edited)
  await go(page, course())
  const read = t('ro', 'site_read')
  assert.deepEqual(await rows(page), [`${read}, ${t('ro', 'progress_changed')}`, read, read])
  assert.equal(await page.locator('[data-continue]').innerText(), `${t('ro', 'progress_changes')} Lesson first ro`)
  await page.locator('[data-continue]').click()
  await box(page).waitFor()
  const links = box(page).locator('a')
  assert.deepEqual(await links.allInnerTexts(), ['Another second paragraph in ro.', 'A fifth paragraph in ro.'])
  assert.equal(await box(page).locator('h2').innerText(), t('ro', 'progress_changed_title'))
  const mark = t('ro', 'progress_mark')
  const marked = await page.locator('main > p:has(.new)').evaluateAll((all) => all.map((p) => p.textContent))
  assert.deepEqual(marked, [`${mark} Another second paragraph in ro.`, `${mark} A fifth paragraph in ro.`])
  const shape = await page.locator('.new').first().evaluate((e) => getComputedStyle(e, '::before').transform)
  assert.notEqual(shape, 'none', 'the mark is a shape of its own')
  await accessible(page, 'lesson, changed')
  await links.nth(1).click()
  assert.match(await page.locator(':target').innerText(), /A fifth paragraph in ro\./)
  // A translation of the second that was not accepted anew still says the old text.
  await go(page, lesson('first', 'ru'))
  assert.deepEqual(await links.allInnerTexts(), ['A fifth paragraph in ru.'])
  await go(page, lesson('first'))
  await next(page)
  await go(page, lesson('first'))
  assert.equal(await box(page).count(), 0)

  await publish(rewritten)
  await go(page, lesson('first'))
  assert.equal(await box(page).locator('p').innerText(), t('ro', 'progress_changed_much'))
  assert.equal(await page.locator('.new').count(), 0)
  await next(page)
  await publish((lang, name) => (name === 'first' ? rewritten(lang, name).slice(0, 3) : rewritten(lang, name)))
  await go(page, lesson('first'))
  assert.equal(await box(page).locator('p').innerText(), t('ro', 'progress_changed_less'))
  assert.deepEqual(page.complaints, [])
  await page.context().close()
  await publish()
})

test('what the device kept goes to the account once; a computer that others use forgets it', async () => {
  const trainer = await open(browser, { locale: 'ro' })
  await flow.acceptInvite(trainer, await server.invite('ro'), { name: 'Maria Rusu', login: 'trainer' })
  const { code } = await flow.addRun(trainer, server.base, 'ro', 'Grupa 1')

  const page = await open(browser, { locale: 'ro' })
  await go(page, lesson('first'))
  await next(page)
  const { segs } = (await device(page))[`${PLAY}/a1/first`]
  const elsewhere = await open(browser, { locale: 'ro' })
  await flow.signUp(elsewhere, server.base, 'ro', code, { name: 'Ion Munteanu', login: 'ion' })
  await flow.signIn(page, server.base, 'ro', 'ion', { own: true })
  await go(page, course())
  assert.deepEqual(await rows(page), [t('ro', 'site_read'), '', ''])
  assert.deepEqual((await traces(page)).local, {}, 'the device has handed it over')
  const account = () => page.evaluate(async () => (await (await fetch('/api/v1/progress')).json()).courses)
  assert.equal((await account())[PLAY]['a1/first'].segments, segs)
  await next(await (async () => (await go(page, lesson('second')), page))())
  assert.deepEqual((await traces(page)).local, {}, 'with an account nothing is kept here')
  assert.deepEqual(Object.keys((await account())[PLAY]).sort(), ['a1/first', 'a1/second'])
  assert.equal(await page.locator('.toc .tick').count(), 2)

  const other = await open(browser, { locale: 'ro' })
  await go(other, lesson('third'))
  await next(other)
  await flow.signIn(other, server.base, 'ro', 'ion')
  await go(other, course())
  assert.deepEqual(await rows(other), [t('ro', 'site_read'), t('ro', 'site_read'), ''])
  assert.deepEqual((await traces(other)).local, {}, 'a shared computer forgets')
  assert.deepEqual([...trainer.complaints, ...page.complaints, ...other.complaints], [])
  for (const p of [trainer, elsewhere, page, other]) await p.context().close()
})

test('a browser that stores nothing keeps the place until the tab is closed, and says so', async () => {
  const page = await open(browser, { locale: 'ro' })
  await page.context().addInitScript(() => {
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError')
        },
      })
    }
  })
  await go(page, lesson('first'))
  assert.equal(await page.locator('.kept').innerText(), t('ro', 'progress_tab'))
  await next(page)
  await go(page, course())
  assert.deepEqual(await rows(page), [t('ro', 'site_read'), '', ''])
  const fresh = await page.context().newPage()
  await go(fresh, course())
  assert.deepEqual(await rows(fresh), ['', '', ''])
  assert.deepEqual(page.complaints, [])
  await page.context().close()
})

test('scripts that arrive late miss nothing', async () => {
  const page = await open(browser, { locale: 'ro' })
  await go(page, lesson('first'))
  await next(page)
  const session = page.waitForResponse(/api\/v1\/session/).then((r) => r.finished())
  await page.route(/js\/(progress|continue)\./, async (route) => {
    await session
    await route.continue()
  })
  await go(page, course())
  assert.equal(await page.locator('[data-continue]').innerText(), `${t('ro', 'progress_continue')} Lesson second ro`)
  await page.context().close()
})

test('a damaged record is no record', async () => {
  for (const text of ['{', '[]', '"x"', 'null', '{"play/a1/first":null}', '{"play/a1/first":{"at":1,"segs":{}}}']) {
    const page = await open(browser, { locale: 'ro' })
    await page.goto(course())
    await page.evaluate((text) => localStorage.setItem('ascult.read', text), text)
    await go(page, lesson('first'))
    assert.equal(await box(page).count(), 0, text)
    assert.deepEqual(page.complaints, [], text)
    await page.context().close()
  }
})
