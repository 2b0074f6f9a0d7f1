// What readers and trainers do with each other: mistakes that are reported
// without a trace, progress that an account keeps, the trainer's guide.
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { launch, look, NARROW, open, traces, WIDE } from './lib/browser.mjs'
import * as flow from './lib/flow.mjs'
import { paragraphs, PLAY, source } from './lib/play.mjs'
import { ascult, folder, Server } from './lib/server.mjs'
import { fold, t } from './lib/texts.mjs'

const TRAINER = { name: 'Ștefania Țurcanu', login: 'stefania' }
const LEARNER = { name: 'Оксана Ґава-Їжакевич', login: 'oksana' }

let browser, server, dir, trainer, run

const notes = (lang, lesson) => [...paragraphs(lang, lesson), `{{< trainer 15 >}}\nFor the trainer about ${lesson} in ${lang}.\n{{< /trainer >}}`]

/** Builds the site with these texts and serves it, with what was kept before. */
async function publish(texts) {
  await source(dir, texts)
  const site = path.join(dir, 'site')
  const built = await ascult('build', '--source', dir, '--out', site)
  assert.equal(built.code, 0, built.stderr)
  if (server) {
    await server.end('SIGTERM')
    await server.run()
  } else server = await Server.start({ args: ['--site', site] })
}

before(async () => {
  dir = await folder('people')
  await publish(notes)
  browser = await launch()
  trainer = await open(browser, { locale: 'ro' })
  await flow.acceptInvite(trainer, await server.invite('ro'), TRAINER)
  run = await flow.addRun(trainer, server.base, 'ro', 'Chișinău, noiembrie')
})

after(async () => {
  await browser?.close()
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

const windows = [WIDE, NARROW]
const label = ({ lang, width, colorScheme }) => `${lang}-${width}-${colorScheme}`
const send = (page) => Promise.all([page.waitForNavigation(), page.locator('main form button[type=submit]').click()])

/** Looks at a page of a trainer or learner in both windows. */
async function inBothWindows(page, at, name) {
  const cookies = await page.context().cookies()
  for (const w of windows) {
    const other = await open(browser, w)
    await other.context().addCookies(cookies)
    await other.goto(`${server.base}/${w.lang}/${at}`)
    await look(other, `${name}-${label(w)}`)
    assert.deepEqual(other.complaints, [])
    await other.context().close()
  }
}

for (const [name, javaScriptEnabled] of [['with script', true], ['without script', false]]) {
  test(`a reader reports a mistake in a lesson and leaves nothing behind, ${name}`, async () => {
    const page = await open(browser, { ...WIDE, javaScriptEnabled })
    const from = `${server.base}/ro/courses/${PLAY}/a1/first.html`
    await page.goto(from)
    await page.locator('footer').getByRole('link', { name: t('ro', 'site_report') }).click()
    assert.equal(decodeURIComponent(page.url()), `${server.base}/ro/report?p=courses/${PLAY}/a1/first`)
    await page.getByText('Lesson first ro').first().waitFor()
    await send(page)
    for (const key of ['report_kind_missing', 'report_text_missing']) await page.locator('.errs').getByText(t('ro', key)).waitFor()
    await page.locator('.errs a').first().click()
    assert.equal(await page.evaluate(() => document.activeElement.id), 'kind-mistake')
    await page.getByLabel(t('ro', 'report_kind_mistake')).check()
    await page.getByLabel(t('ro', 'report_text'), { exact: true }).fill(`<b>Literă</b> greșită, ${name}`)
    await send(page)
    await page.getByRole('heading', { name: t('ro', 'report_sent') }).waitFor()
    await page.getByText(t('ro', 'report_sent_no_answer')).waitFor()
    assert.deepEqual(await page.context().cookies(), [])
    if (javaScriptEnabled) {
      const { local, session } = await traces(page)
      assert.deepEqual({ local, session }, { local: {}, session: {} })
    }
    await page.locator('main a').click()
    assert.equal(page.url(), from)
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })
}

test('the form and its answer can be read in every window, mistakes and all', async () => {
  for (const w of windows) {
    const page = await open(browser, w)
    await page.goto(`${server.base}/${w.lang}/report?p=g/2`)
    await look(page, `report-${label(w)}`)
    assert.equal(await page.locator('[data-exit]').count(), 1, 'the page can be left at once')
    await page.locator('textarea').fill('x'.repeat(2001))
    await send(page)
    await look(page, `report-errors-${label(w)}`)
    await page.locator('#kind-other').check()
    await page.locator('textarea').fill('x')
    await send(page)
    await look(page, `report-sent-${label(w)}`)
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('a dead help line is reported from a guide, twice, and comes first', async () => {
  for (const lang of ['ru', 'uk']) {
    const page = await open(browser, { locale: lang })
    await page.goto(`${server.base}/${lang}/g/2.html`)
    await page.locator('footer').getByRole('link', { name: t(lang, 'site_report') }).click()
    assert.equal(decodeURIComponent(page.url()), `${server.base}/${lang}/report?p=g/2`)
    await page.getByLabel(t(lang, 'report_kind_line')).check()
    await page.getByLabel(t(lang, 'report_line')).selectOption('md-trust')
    await page.getByLabel(t(lang, 'report_text'), { exact: true }).fill(`Нет ответа, ${lang}`)
    await send(page)
    await page.getByRole('heading', { name: t(lang, 'report_sent') }).waitFor()
    assert.deepEqual(await page.context().cookies(), [])
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('trainers see what was reported and settle it', async () => {
  await trainer.goto(`${server.base}/ro/trainer/`)
  await trainer.getByRole('link', { name: t('ro', 'report_list_link', { Count: 6 }) }).click()
  const rows = trainer.locator('tbody tr')
  assert.equal(await rows.count(), 6)
  for (const i of [0, 1]) {
    const first = fold(await rows.nth(i).innerText())
    assert.ok(first.includes(t('ro', 'report_list_times', { Count: 2 })) && first.includes('La Strada'), first)
  }
  const row = rows.filter({ hasText: 'greșită, without script' })
  await row.getByText('<b>Literă</b>').waitFor()
  assert.equal(await row.getByRole('link', { name: 'Lesson first ro' }).getAttribute('href'), `/ro/courses/${PLAY}/a1/first.html`)
  await inBothWindows(trainer, 'trainer/reports', 'reports')
  await Promise.all([trainer.waitForNavigation(), row.getByRole('button').click()])
  assert.equal(await rows.count(), 5)
  await trainer.getByRole('link', { name: t('ro', 'report_list_done', { Number: 1 }) }).click()
  await trainer.getByText('greșită, without script').waitFor()
  await inBothWindows(trainer, 'trainer/reports?show=done', 'reports-done')
  await Promise.all([trainer.waitForNavigation(), rows.getByRole('button').click()])
  await trainer.getByText(t('ro', 'report_list_none_done')).waitFor()
  await inBothWindows(trainer, 'trainer/', 'trainer-home')
})

test('the guide for trainers is theirs alone, and prints', async () => {
  await trainer.goto(run.url)
  await trainer.getByRole('link', { name: t('ro', 'run_guide_of', { Title: `Play ro` }) }).click()
  assert.equal(trainer.url(), `${server.base}/ro/trainer/guide/${PLAY}`)
  await trainer.getByText('For the trainer about second in ro.').waitFor()
  await inBothWindows(trainer, `trainer/guide/${PLAY}`, 'trainer-guide')
  await trainer.emulateMedia({ media: 'print' })
  assert.deepEqual(await trainer.locator('nav:visible, button:visible, .btn:visible').allInnerTexts(), [], 'nothing to press is printed')
  await trainer.emulateMedia({ media: 'screen' })
  const stranger = await open(browser, { locale: 'ro' })
  await stranger.goto(`${server.base}/ro/trainer/guide/${PLAY}`)
  assert.match(stranger.url(), /\/account\/sign-in\?next=/)
  await stranger.goto(`${server.base}/ro/courses/${PLAY}/a1/first.html`)
  assert.ok(!(await stranger.content()).includes('For the trainer'))
  await stranger.context().close()
})

test('an account keeps the place, and says what has changed since', async () => {
  const page = await open(browser, { locale: 'ro' })
  await flow.signUp(page, server.base, 'ro', run.code, LEARNER)
  const home = () => page.goto(`${server.base}/ro/learn/`)
  const next = (lesson) => page.getByRole('link', { name: t('ro', 'learn_next', { Title: `Lesson ${lesson} ro` }) })
  const on = () => Promise.all([page.waitForNavigation(), page.locator('.pager form button').click()])
  for (const lesson of ['first', 'second']) {
    await home()
    await next(lesson).click()
    await on()
  }
  await home()
  await next('third').waitFor()
  await page.getByText(fold(t('ro', 'learn_read', { Read: 2, Count: 3 }))).waitFor()

  // One paragraph of the first lesson is rewritten, most of the second.
  await publish((lang, lesson) => {
    const own = paragraphs(lang, lesson)
    if (lesson === 'first') return [own[0], `Rewritten in ${lang}.`, ...own.slice(2)]
    return lesson === 'second' ? [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `New paragraph ${n} in ${lang}.`) : own
  })
  await home()
  await next('third').waitFor()
  const changed = page.locator('main section ul').first().locator('li')
  assert.deepEqual((await changed.allInnerTexts()).map(fold), [
    `Lesson first ro: ${t('ro', 'learn_changed', { Count: 1 })}`,
    `Lesson second ro: ${t('ro', 'learn_changed_much')}`,
  ])
  await inBothWindows(page, 'learn/', 'learn-changed')

  await changed.first().getByRole('link').click()
  await on()
  await home()
  assert.equal(await changed.count(), 1)
  const kept = await page.evaluate(async (at) => (await fetch(at)).json(), '/api/v1/progress')
  assert.deepEqual(Object.keys(kept.courses[PLAY]).sort(), ['a1/first', 'a1/second'])
  const shared = await page.evaluate(async () => (await fetch('/api/v1/session')).json())
  assert.equal(shared.shared, true, 'a computer is shared unless its user says otherwise')
  assert.deepEqual(page.complaints, [])
  await page.context().close()
})

test('signing in says whether others use the device', async () => {
  for (const w of windows) {
    const page = await open(browser, w)
    await page.goto(`${server.base}/${w.lang}/account/sign-in`)
    await look(page, `sign-in-own-${label(w)}`)
    assert.equal(await page.getByLabel(t(w.lang, 'acct_own')).isChecked(), false)
    await page.getByLabel(t(w.lang, 'acct_own')).check()
    await page.locator('[name=login]').fill(LEARNER.login)
    await page.locator('[name=password]').fill(flow.PASSWORD)
    await send(page)
    const { shared } = await page.evaluate(async () => (await fetch('/api/v1/session')).json())
    assert.equal(shared, false)
    await page.context().close()
  }
})
