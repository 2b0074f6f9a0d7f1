// Gaps, lines of a transcript and cases, with hints and with what one was sure
// of: in practice from a disk and served, and in the exam with script and
// without.
import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { stringify } from 'yaml'
import { accessible as axe, fits, launch, NARROW, open, SHOTS, WIDE } from './lib/browser.mjs'
import * as flow from './lib/flow.mjs'
import { valid } from './lib/html.mjs'
import { PLAY, sentences, source } from './lib/play.mjs'
import { ascult, folder, Server } from './lib/server.mjs'
import { file, LANGUAGES, t } from './lib/texts.mjs'

let browser, dir, site, server, course
let people = 0

before(async () => {
  dir = await folder('types')
  await source(path.join(dir, 'source'))
  site = path.join(dir, 'site')
  const built = await ascult('build', '--source', path.join(dir, 'source'), '--out', site)
  assert.equal(built.code, 0, built.stderr)
  server = await Server.start({ args: ['--banks', await bank()] })
  browser = await launch()
  const trainer = await open(browser, { locale: 'ro' })
  await flow.acceptInvite(trainer, await server.invite('ro'), { name: 'Tudor Rusu', login: 'tudor' })
  course = await flow.addRun(trainer, server.base, 'ro', 'Chișinău')
  await trainer.context().close()
})

after(async () => {
  await browser?.close()
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

/** A bank of eight of the sample's questions, with one of each new type, that asks how sure one is. */
async function bank() {
  const own = file('quizzes/interviewing/exam/a1.yaml')
  const of = (type, n) => own.questions.filter((q) => q.type === type).slice(0, n)
  own.questions = [...of('gap', 1), ...of('spot', 1), ...of('judgement', 1), ...of('single', 5)]
  own.confidence = 'true'
  assert.equal(own.questions.length, 8, 'the sample has every type')
  const to = path.join(dir, 'banks', flow.COURSE)
  await mkdir(to, { recursive: true })
  const write = (name, bank) => writeFile(path.join(to, name), stringify(bank, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 }))
  await write('a1.yaml', own)
  for (const lang of LANGUAGES.slice(1)) {
    const { questions } = file(`quizzes/interviewing/exam/a1.${lang}.yaml`)
    await write(`a1.${lang}.yaml`, { questions: Object.fromEntries(own.questions.map((q) => [q.id, questions[q.id]])) })
  }
  return path.join(dir, 'banks')
}

async function at({ lang, ...options }) {
  const page = await open(browser, { offline: true, locale: lang, ...options })
  await page.goto(pathToFileURL(path.join(site, lang, `courses/${PLAY}/a1/third.html`)).href)
  return page
}

async function accessible(page, name) {
  await axe(page, name)
}

/** What must hold after anybody has practised: nothing was complained of, asked for or kept. */
async function traceless(page) {
  assert.deepEqual(page.complaints, [])
  assert.deepEqual(page.requests.filter((r) => !r.startsWith(pathToFileURL(site).href)), [])
  assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), window.name, document.cookie]), [[], [], '', ''])
  await page.context().close()
}

const question = (page, id) => page.locator(`#q-${id}`)
const see = (q) => q.locator('button').click()
const told = async (q) => (await q.locator('[role=status]').textContent()).trim()
const came = (q) => q.locator('.came .eff').evaluateAll((all) => all.map((e) => e.innerText.replace(/\s+/g, ' ').trim()))

test('gaps are filled in the sentence, and each says whether it holds and why', async () => {
  for (const view of [WIDE, NARROW, { lang: 'uk' }]) {
    const { lang } = view
    const page = await at(view)
    const q = question(page, 'gaps')
    const order = lang === 'uk' ? ['what', 'n'] : ['n', 'what']
    const field = (id) => q.getByLabel(t(lang, 'exam_gap_label', { Gap: order.indexOf(id) + 1, Of: 2 }))
    await see(q)
    assert.equal(await told(q), t(lang, 'play_gap_missing'))
    assert.equal(await q.locator('[aria-invalid=true]').count(), 2)
    assert.ok(await q.locator('.key').isHidden(), 'the key is not given before')
    if (view === NARROW) await accessible(page, `gaps ${lang}`)
    await field('n').fill(' FOUR  EN. ') // of another language: the same answer
    await field('what').fill('speak')
    await see(q)
    assert.equal(await told(q), t(lang, 'play_gap_said', { Right: 1, Total: 2 }))
    const lines = { n: `${t(lang, 'practice_right')} Because of n. (${lang})`, what: `${t(lang, 'practice_wrong')} Because of what. (${lang})` }
    assert.deepEqual(await came(q), order.map((id, i) => `[${i + 1}] ${lines[id]}`))
    assert.equal(await q.locator('[aria-invalid]').count(), 0)
    await field('what').press('End')
    await field('what').pressSequentially('!')
    assert.deepEqual(await came(q), [], 'what was said of another answer is gone')
    await fits(page, `gaps ${lang}`)
    await traceless(page)
  }
})

test('what is typed folds as the server folds it', async () => {
  const page = await at({ lang: 'en' })
  for (const [i, { cases }] of sentences.entries()) {
    const q = question(page, `fold-${i}`)
    for (const [k, c] of cases.entries()) await q.locator('input[type=text]').nth(k).fill(c.typed)
    await see(q)
    const holds = await q.locator('.came .eff').evaluateAll((all) => all.map((e) => e.classList.contains('good')))
    assert.deepEqual(cases.map((c, k) => [c.typed, c.accepted, holds[k]]), cases.map((c) => [c.typed, c.accepted, c.same]))
  }
  await traceless(page)
})

test('lines are chosen with the keyboard, a case can be partly right, and one may say how sure one was', async () => {
  for (const view of [WIDE, NARROW]) {
    const { lang } = view
    const page = await at(view)
    const lines = question(page, 'lines')
    const box = lines.getByRole('checkbox')
    assert.equal(await box.count(), 3)
    assert.equal(await lines.locator('.opts label').first().innerText(), `Ion (${lang}): Good day. (${lang})`)
    await box.nth(0).focus()
    for (const key of ['Space', 'Tab', 'Space']) await page.keyboard.press(key)
    await lines.getByLabel(t(lang, 'exam_sure_sure'), { exact: true }).check()
    await see(lines)
    const sure = `${t(lang, 'exam_sure_said', { Sure: t(lang, 'exam_sure_sure') })} – ${t(lang, 'exam_sure_wrong')}. ${t(lang, 'play_sure_reread')}`
    assert.equal(await told(lines), `${t(lang, 'play_spot_said', { Right: 1, Total: 2 })} ${sure}`)
    assert.deepEqual(await lines.locator('.opts .eff:visible strong').allInnerTexts(), [t(lang, 'practice_sound'), t(lang, 'practice_fault')])
    assert.equal(await lines.locator('.sure-said').innerText(), sure)
    await box.nth(0).uncheck()
    await box.nth(2).check()
    await see(lines)
    assert.equal(await lines.locator('.sure-said').innerText(), `${t(lang, 'exam_sure_said', { Sure: t(lang, 'exam_sure_sure') })} – ${t(lang, 'exam_sure_right')}.`)

    const q = question(page, 'case')
    assert.match(await q.locator('.case').innerText(), /A brother offers to translate/)
    await q.locator('.opts input').nth(1).check()
    await see(q)
    assert.ok((await told(q)).startsWith(t(lang, 'practice_partly')))
    assert.equal(await q.locator('.sure-said').count(), 0, 'nothing was said of being sure')
    const hint = question(page, 'gaps').locator('summary', { hasText: t(lang, 'exam_hint') })
    await hint.press('Enter')
    assert.ok(await page.getByText(`A small number. (${lang})`).isVisible())
    await accessible(page, `lines and case ${lang}`)
    await fits(page, `lines and case ${lang}`)
    await traceless(page)
  }
})

test('without script accepted answers, faults and credit stand in what opens', async () => {
  const page = await at({ lang: 'ru', width: 320, javaScriptEnabled: false })
  const text = await page.locator('.practice').innerText()
  assert.doesNotMatch(text, /\[\[/)
  assert.match(text, /Wait \[1\]\s*seconds, then \[2\]\s*\./)
  assert.equal(await page.locator('.practice :is(input, button):visible').count(), 0)
  const open = async (q, name, n = 0) => {
    await q.locator('summary', { hasText: name }).nth(n).click()
    return q.innerText()
  }
  assert.match(await open(question(page, 'gaps'), t('ru', 'play_gap_key')), /4 · four ru/)
  assert.ok((await open(question(page, 'lines'), t('ru', 'practice_rule'), 1)).includes(t('ru', 'practice_fault')))
  assert.ok((await open(question(page, 'case'), t('ru', 'practice_summary'), 1)).includes(t('ru', 'practice_partly')))
  await fits(page, 'practice without script')
  await traceless(page)
})

for (const { script, ...view } of [{ ...WIDE, script: true }, { ...NARROW, script: true }, { ...NARROW, script: false }]) {
  const { lang } = view
  test(`an exam with every new type is passed (${lang}, ${script ? 'with' : 'without'} script)`, async () => {
    const page = await open(browser, { locale: lang, javaScriptEnabled: script, ...view })
    await flow.signUp(page, server.base, lang, course.code, { name: 'Ана Русу', latin: 'Ana Rusu', login: `person${++people}` })
    await flow.startExam(page, server.base, lang, lang)
    const seen = new Set()
    while (!flow.onReview(page)) {
      const { type } = await flow.question(page, lang)
      await page.locator('#sure').check()
      if (!seen.has(type)) {
        if (!script) await valid(await page.sent.text(), `exam ${type}`)
        else await axe(page, `exam ${type} ${lang}`) // axe needs the script that it adds
        await fits(page, `exam ${type} ${lang}`)
        await page.screenshot({ path: path.join(SHOTS, `exam-${type}-${lang}${script ? '' : '-bare'}.png`), fullPage: true })
      }
      seen.add(type)
      await flow.answer(page, lang)
    }
    assert.deepEqual([...seen].sort(), ['gap', 'judgement', 'single', 'spot'])
    if (script) await axe(page, 'check')
    await fits(page, 'check')
    assert.doesNotMatch(await page.locator('main').innerText(), /\[\[/)
    await flow.submit(page)
    await page.getByText(t(lang, 'exam_result_passed')).first().waitFor()
    assert.equal(await page.getByText(t(lang, 'exam_verdict_right'), { exact: true }).count() >= 8, true)
    assert.doesNotMatch(await page.locator('main').innerText(), /\[\[/)
    if (script) await axe(page, 'result')
    await page.screenshot({ path: path.join(SHOTS, `exam-result-types-${lang}.png`), fullPage: true })
    await fits(page, 'result')
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  })
}
