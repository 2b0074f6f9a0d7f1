// The preview as an author uses it: what is saved shows, what is wrong stands
// in the page and goes, texts are edited beside the page and taken back.
import assert from 'node:assert/strict'
import { existsSync, renameSync, rmSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { accessible as axe, fits, launch, NARROW, open, SHOTS, WIDE } from './lib/browser.mjs'
import { valid } from './lib/html.mjs'
import { Preview } from './lib/preview.mjs'
import { ascult } from './lib/server.mjs'
import { t } from './lib/texts.mjs'

const LESSON = 'content/ro/courses/interviewing/a1/purpose.md'
const at = (lang, name = 'a1/purpose') => `${shown.base}/${lang}/courses/interviewing/${name}.html`

let browser, shown

before(async () => {
  browser = await launch()
  shown = await Preview.start({ args: ['--edit'] })
  mkdirSync(SHOTS, { recursive: true })
})

after(async () => {
  assert.equal(await shown?.stop(), 0, 'Ctrl-C ends a preview well')
  await browser?.close()
})

const says = (page, text, where = 'main') => page.locator(where, { hasText: text }).first().waitFor()
const ready = (page) => page.locator('#pv-panel .pill').waitFor()

async function accessible(page, name) {
  const before = page.complaints.length
  await axe(page, name)
  page.complaints.length = before // axe writes a style of its own, and the page's rules forbid it
}

async function look(page, name) {
  await accessible(page, name)
  await fits(page, name)
  assert.ok(!/«\w+»|%!|<nil>|undefined/.test(await page.locator('body').innerText()), `${name}: a text is missing`)
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: name.includes('own') })
}

test('a saved file changes the open page and nothing else in it', async () => {
  const page = await open(browser, WIDE)
  await page.goto(at('ro'))
  await ready(page)
  await page.evaluate(() => {
    globalThis.kept = document.querySelectorAll('main p')
    document.querySelector('.practice details')?.setAttribute('open', '')
    scrollTo(0, 900)
  })
  const was = shown.edit(LESSON, 'Luni, 17:40. O femeie', 'Marți, 18:30. O femeie')
  await says(page, 'Marți, 18:30')
  assert.ok(await page.evaluate(() => Array.from(globalThis.kept).filter((p) => p.isConnected).length >= globalThis.kept.length - 1), 'other paragraphs are the same elements')
  assert.ok((await page.evaluate(() => scrollY)) > 700, 'the place is kept')
  shown.write(LESSON, was)
  await says(page, 'Luni, 17:40. O femeie')
  // A file that is replaced, as many editors do.
  shown.write('content/ro/courses/interviewing/a1/.purpose.md.swp', 'vim')
  rmSync(path.join(shown.dir, 'content/ro/courses/interviewing/a1/.purpose.md.swp'))
  shown.write(`${LESSON}.new~`, was.replace('Luni, 17:40. O femeie', 'Joi, 09:15. O femeie'))
  renameSync(path.join(shown.dir, `${LESSON}.new~`), path.join(shown.dir, LESSON))
  await says(page, 'Joi, 09:15')
  shown.write(LESSON, was)
  await says(page, 'Luni, 17:40. O femeie')
  assert.deepEqual(page.complaints, [])
  await page.context().close()
})

test('an error stands in the page and goes when it is mended', async () => {
  for (const [lang, as] of [['ro', WIDE], ['ru', NARROW]]) {
    const page = await open(browser, as)
    await page.goto(at(lang))
    await ready(page)
    const was = shown.edit(LESSON, '{{< stays >}}', '{{< stais >}}')
    const errors = page.locator('#pv-panel .errors')
    await errors.waitFor()
    await says(page, 'stais', '#pv-panel .excerpt mark, #pv-panel .excerpt')
    assert.match(await errors.innerText(), /purpose\.md:\d+:\d+/)
    await look(page, `preview-error-${lang}`)
    await says(page, lang === 'ro' ? 'Luni, 17:40' : '17:40') // the last good page stays
    shown.write(LESSON, was)
    await errors.waitFor({ state: 'detached' })
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('a course that is gone comes back, and broken bytes break nothing', async () => {
  const page = await open(browser, WIDE)
  await page.goto(at('ro'))
  await ready(page)
  const course = path.join(shown.dir, 'content/ro/courses/interviewing')
  renameSync(course, `${course}-away`)
  await page.locator('#pv-panel .errors').waitFor()
  renameSync(`${course}-away`, course)
  await page.locator('#pv-panel .errors').waitFor({ state: 'detached' })
  const was = shown.read(LESSON)
  shown.write(LESSON, '---\ntitle: \0\n---\n')
  await page.locator('#pv-panel .errors').waitFor()
  rmSync(path.join(shown.dir, LESSON))
  shown.write(LESSON, was.replace('Luni, 17:40. O femeie', 'Vineri, 08:00. O femeie'))
  await says(page, 'Vineri, 08:00')
  shown.write(LESSON, was)
  await says(page, 'Luni, 17:40. O femeie')
  await page.context().close()
})

test('a paragraph is edited beside the page, its translations turn stale, and it is taken back', async () => {
  const page = await open(browser, WIDE)
  const was = shown.read(LESSON)
  await page.goto(at('ro'))
  await page.locator('#toggle').click()
  await page.locator('#choose').click()
  await page.keyboard.press('Escape')
  const para = page.locator('main p', { hasText: 'Luni, 17:40. O femeie' })
  await para.locator('.pv-pencil').click()
  const area = page.locator('#pv-panel textarea')
  const old = await area.inputValue()
  await area.fill(`${old} {{< ref "a1/nowhere" >}}`)
  await page.locator('#pv-panel .verdict .is-error').first().waitFor()
  assert.equal(shown.read(LESSON), was, 'checking writes nothing')
  await look(page, 'preview-edit')
  // What is typed is not lost with the page.
  await page.reload()
  await says(page, t('en', 'preview_draft'), '#pv-panel [data-note]')
  assert.equal(await area.inputValue(), `${old} {{< ref "a1/nowhere" >}}`)
  // Somebody else saves the same paragraph: nothing is overwritten unseen.
  shown.edit(LESSON, old, 'Altcineva a scris aici.')
  await page.locator('#pv-panel form [type=submit]').click()
  await says(page, 'Altcineva a scris aici.', '#pv-panel [data-theirs]')
  assert.ok(shown.read(LESSON).includes('Altcineva a scris aici.'))
  shown.write(LESSON, was)
  await page.locator('#pv-panel [data-take=theirs]').click()
  await area.fill('O femeie intră.')
  await page.locator('#pv-panel form [type=submit]').click()
  await says(page, 'Luni, 17:40', '#pv-panel [data-theirs]')
  await page.locator('#pv-panel [data-take=mine]').click()
  await says(page, 'O femeie intră.')
  assert.equal(shown.read(LESSON), was.replace(old, 'O femeie intră.'), 'every other byte stays')
  await page.locator('main .pv-stale').first().waitFor()

  const ru = await open(browser, NARROW)
  await ru.goto(at('ru'))
  await ru.locator('main .pv-stale').first().waitFor()
  await ru.locator('#toggle').click()
  await says(ru, t('en', 'preview_mark_here'), '#pv-panel .stale')
  await look(ru, 'preview-stale')

  await page.goto(`${shown.base}/_preview/changes?lang=ro`)
  assert.equal(await page.locator('.hunk').count(), 1)
  await look(page, 'preview-own-changes')
  await page.locator('.hunk form button').click()
  await says(page, t('ro', 'preview_no_changes'))
  assert.equal(shown.read(LESSON), was, 'the bytes are back')
  await ru.locator('main .pv-stale').first().waitFor({ state: 'detached' })
  for (const p of [page, ru]) {
    assert.deepEqual(p.complaints, [])
    await p.context().close()
  }
  assert.ok(existsSync(path.join(shown.dir, '.ascult/.gitignore')))
  const { code, stdout } = await ascult('check', '--source', shown.dir, '--lang', 'en')
  assert.equal(code, 0, stdout)
})

test('the path through a scenario stands on its graph, and stays when the scenario is edited', async () => {
  for (const [lang, as] of [['ro', WIDE], ['ru', NARROW]]) {
    const page = await open(browser, as)
    await page.goto(at(lang, 'a1/monday'))
    const graph = page.locator('#pv-graph-monday')
    await graph.locator('svg').waitFor()
    await page.locator('[data-begin]').click()
    const turn = page.locator('.scenario .log > .turn').last()
    for (const n of [0, 0]) {
      await turn.locator('fieldset input').nth(n).check()
      await turn.locator('fieldset .btn').click()
    }
    await graph.locator('svg [data-choice="door-form"].taken').waitFor()
    assert.deepEqual(await graph.locator('svg .chip.taken .step').allTextContents(), ['1', '2'])
    assert.equal(await graph.locator('svg .card.at').count(), 1)
    const file = lang === 'ro' ? 'quizzes/interviewing/scenario/monday.yaml' : 'quizzes/interviewing/scenario/monday.ru.yaml'
    const was = shown.edit(file, lang === 'ro' ? 'Secția de poliție, luni, 17:40' : 'Отдел полиции, понедельник, 17:40', 'Altundeva 17:40')
    await says(page, 'Altundeva', '.scenario h2')
    assert.equal(await page.locator('.scenario .log > .turn').count(), 3, 'it is played to where it was')
    await graph.locator('svg [data-choice="door-form"].taken').waitFor()
    await graph.scrollIntoViewIfNeeded()
    await page.screenshot({ path: path.join(SHOTS, `preview-graph-${lang}.png`) })
    await accessible(page, 'graph')
    await fits(page, 'graph')
    shown.write(file, was)
    await says(page, '17:40', '.scenario h2')
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('the pages of the preview itself can be read in every language', async () => {
  for (const [lang, as] of [['ro', WIDE], ['ru', NARROW], ['uk', WIDE], ['en', NARROW]]) {
    const page = await open(browser, as)
    for (const name of ['', 'graph/interviewing/monday', 'changes']) {
      await page.goto(`${shown.base}/_preview/${name}?lang=${lang}`)
      await valid(await page.sent.text(), `preview ${name}`)
      await look(page, `preview-own-${name.split('/')[0] || 'board'}-${lang}`)
      assert.ok(!(await page.sent.headerValue('content-security-policy')).includes('unsafe'))
    }
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('a source that is broken from the start turns into a site when it is mended', async () => {
  let was
  const broken = await Preview.start({ prepare: (p) => (was = p.edit(LESSON, 'title: La ce', 'titel: La ce')) })
  const page = await open(browser, WIDE)
  await page.goto(`${broken.base}/ro/courses/interviewing/a1/purpose.html`)
  await says(page, t('en', 'preview_broken_title'))
  await says(page, 'titel', '.findings')
  await look(page, 'preview-own-broken')
  broken.write(LESSON, was)
  await page.locator('header.bar').waitFor()
  assert.equal(await page.locator('[data-target]').count(), 0, 'nothing can be edited without --edit')
  assert.equal((await fetch(`${broken.base}/_preview/save`, { method: 'POST' })).status, 405)
  await page.context().close()
  assert.equal(await broken.stop(), 0)
})

test('only this machine is answered, and a port in use is said', async () => {
  const off = await ascult('preview', '--addr', '0.0.0.0:1313', '--lang', 'en')
  assert.equal(off.code, 2)
  assert.match(off.stderr, /this machine alone/)
  const taken = await ascult('preview', '--source', shown.dir, '--addr', shown.base.slice('http://'.length))
  assert.equal(taken.code, 3)
  assert.match(taken.stderr, /port \d+ is in use/)
  assert.equal((await ascult('preview', '--edit')).code, 2)
})
