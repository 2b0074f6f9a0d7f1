// Practice and scenarios as people play them, from a disk, with script and
// without. Nothing is scored, kept or sent.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { accessible as axe, fits, launch, NARROW, open, WIDE } from './lib/browser.mjs'
import { valid } from './lib/html.mjs'
import { PLAY, source } from './lib/play.mjs'
import { ascult, folder } from './lib/server.mjs'
import { t } from './lib/texts.mjs'

/** A text as it was written, before typography. */
const fold = (s) => s.replace(/\u2060/g, '').replace(/\s+/g, ' ')

let browser, dir, site

before(async () => {
  dir = await folder('play')
  await source(dir)
  site = path.join(dir, 'site')
  const built = await ascult('build', '--source', dir, '--out', site)
  assert.equal(built.code, 0, built.stderr)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await rm(dir, { recursive: true, force: true })
})

const file = (name, lang = 'ro') => path.join(site, lang, `courses/${PLAY}/a1/${name}.html`)

async function at(name, { lang = 'ro', ...options } = {}) {
  const page = await open(browser, { offline: true, locale: lang, ...options })
  await page.goto(pathToFileURL(file(name, lang)).href)
  return page
}

async function accessible(page, name) {
  await axe(page, name)
}

/** What must hold after anybody has played: nothing was complained of, asked for or kept. */
async function traceless(page) {
  assert.deepEqual(page.complaints, [])
  assert.deepEqual(page.requests.filter((r) => !r.startsWith(pathToFileURL(site).href)), [])
  assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), window.name, document.cookie]), [[], [], '', ''])
  await page.context().close()
}

const question = (page, id) => page.locator(`#q-${id}`)
const see = (q) => q.locator('button').click()
const told = (q) => q.locator('[role=status]')
const lines = (q) => q.locator('.opts > li').evaluateAll((all) => all.map((li) => li.dataset.option))
const words = (q) => q.locator('.opts > li').evaluateAll((all) => Object.fromEntries(all.map((li) => [li.dataset.option, li.querySelector('.eff')?.innerText ?? ''])))
const place = (q, id, value) => q.locator(`[data-option=${id}] select`).selectOption(value)

test('an order: places are chosen, and each line says what holds and why', async () => {
  for (const view of [WIDE, NARROW]) {
    const { lang } = view
    const page = await at('first', view)
    const q = question(page, 'steps')
    const shown = await lines(q)
    assert.deepEqual([...shown].sort(), ['eat', 'leave', 'wake', 'wash'])
    assert.notDeepEqual(shown, ['wake', 'wash', 'eat', 'leave'], 'not the right order')
    const label = await q.locator('[data-option=eat] select').evaluate((s) => s.labels[0].textContent)
    assert.equal(label, `Option eat (${lang})`)
    await see(q)
    assert.equal(await told(q).innerText(), t(lang, 'play_missing'))
    assert.ok((await told(q).boundingBox()).width > 100, 'what is missing is seen as well')
    for (const id of shown) await place(q, id, '2')
    await see(q)
    assert.equal(await told(q).innerText(), t(lang, 'play_twice', { Number: 2 }))
    assert.ok(await q.locator('.key').isHidden(), 'the key is not given before')

    await place(q, 'wake', '1')
    await place(q, 'wash', '3')
    await place(q, 'eat', '2')
    await place(q, 'leave', '4')
    await see(q)
    assert.equal(await told(q).textContent(), t(lang, 'play_order_said', { Right: 2, Total: 4 }))
    const right = t(lang, 'practice_right')
    assert.deepEqual(await words(q), {
      wake: `${right} Because of wake. (${lang})`,
      wash: `${t(lang, 'play_earlier')} Because of wash. (${lang})`,
      eat: `${t(lang, 'play_later')} Because of eat. (${lang})`,
      leave: `${right} Because of leave. (${lang})`,
    })
    await accessible(page, `order ${lang}`)
    await fits(page, `order ${lang}`)
    // Tried again: what was said before is gone.
    await place(q, 'wash', '2')
    await place(q, 'eat', '3')
    await see(q)
    assert.equal(await told(q).textContent(), t(lang, 'play_order_said', { Right: 4, Total: 4 }))
    assert.equal(await q.locator('.opts .eff').count(), 4)
    await q.locator('.key summary').click()
    assert.deepEqual(await q.locator('.key strong').allInnerTexts(), ['wake', 'wash', 'eat', 'leave'].map((id) => `Option ${id} (${lang})`))
    await traceless(page)
  }
})

test('a match: each line is given its text, with the keyboard alone', async () => {
  const page = await at('first', { lang: 'en' })
  const q = question(page, 'pairs')
  const texts = await q.locator('.belongs li').allInnerTexts()
  assert.notDeepEqual(texts, ['dog', 'cat', 'cow'].map((id) => `Sound of the ${id} (en)`), 'not beside what they belong to')
  await q.locator('select').first().focus()
  for (let i = 0; i < 3; i++) {
    assert.ok(await q.locator('select').nth(i).evaluate((e) => e === document.activeElement), 'Tab goes from line to line')
    for (let k = 0; k <= texts.indexOf('Sound of the dog (en)'); k++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
  assert.equal(await told(q).textContent(), t('en', 'play_match_said', { Right: 1, Total: 3 }), 'the same text may be chosen twice')
  assert.deepEqual(await words(q), {
    dog: `${t('en', 'practice_right')} Because of dog. (en)`,
    cat: `${t('en', 'practice_wrong')} Because of cat. (en)`,
    cow: `${t('en', 'practice_wrong')} Because of cow. (en)`,
  })
  await traceless(page)
})

test('one answer opens, and after it the others may', async () => {
  const page = await at('first')
  const q = question(page, 'one')
  await see(q)
  assert.equal(await told(q).innerText(), t('ro', 'practice_none'))
  await q.getByLabel('Option b (ro)').check()
  await see(q)
  assert.match(await told(q).textContent(), /Because of b/)
  assert.equal(await q.locator('.eff:visible').count(), 1)
  await q.getByLabel('Option a (ro)').check()
  await see(q)
  assert.equal(await q.locator('.eff:visible').count(), 2)
  await page.pdf()
  assert.ok(await question(page, 'steps').locator('.key').isHidden(), 'to print gives no key away on the screen')
  await traceless(page)
})

test('without script the key to an order and to a match opens, with reasons', async () => {
  const page = await at('first', { javaScriptEnabled: false })
  for (const [id, first] of [['steps', 'Option wake (ro)'], ['pairs', 'Option dog (ro)']]) {
    const q = question(page, id)
    assert.equal(await q.locator('select:visible, button:visible').count(), 0)
    assert.equal(await q.locator('.why:visible').count(), 0)
    await q.locator('.key summary').click()
    assert.equal(await q.locator('.key strong').first().innerText(), first)
    assert.match(await q.locator('.key .why').first().innerText(), /^Because of /)
  }
  await fits(page, 'practice without script')
  await traceless(page)
})

test('the pages are valid HTML', async () => {
  for (const lang of ['ro', 'uk']) for (const name of ['first', 'second', 'third']) await valid(readFileSync(file(name, lang), 'utf8'), `${lang} ${name}`)
})

const scenario = (page, id = 'door') => page.locator(`#scenario-${id}`)
const focused = (page) => page.evaluate(() => document.activeElement.textContent)
const heard = (s) => s.locator('.log .words:visible').allInnerTexts()

async function choose(s, text) {
  const form = s.locator('fieldset')
  assert.equal(await form.count(), 1, 'one decision is open')
  await form.getByLabel(text, { exact: false }).check()
  await form.locator('button').click()
}

test('a scenario: the transcript grows, focus goes to the reply, a way back keeps the other way', async () => {
  for (const view of [WIDE, NARROW]) {
    const { lang } = view
    const page = await at('second', view)
    const s = scenario(page)
    const to = (n) => t(lang, 'scenario_moment', { Number: n })
    const own = (text) => `${text} (${lang})`
    assert.match(await s.innerText(), new RegExp(t(lang, 'scenario_private').slice(0, 20)))
    assert.match(await s.innerText(), /It speaks of fear/)
    assert.doesNotMatch(await s.innerText(), /I only want to ask/, 'nobody is thrown into it')
    await s.locator('[data-begin]').click()
    assert.equal(await focused(page), to(1))
    assert.match(await s.locator('.log').innerText(), /I only want to ask/)
    await s.locator('fieldset button').click()
    assert.equal(await s.locator('fieldset [role=status]').innerText(), t(lang, 'practice_none'))

    await choose(s, 'Fill in the form.')
    assert.equal(await focused(page), t(lang, 'scenario_reply'))
    let log = fold(await s.locator('.log').innerText())
    const order = ['I only want to ask', 'Fill in the form', 'I see', t(lang, 'practice_risk'), 'Why form', to(2), t(lang, 'scenario_repair'), 'She takes her bag', 'She stands up'].map((w) => log.indexOf(fold(w)))
    assert.deepEqual(order, [...order].sort((a, b) => a - b), log)
    assert.ok(!order.includes(-1), log)
    await choose(s, t(lang, 'scenario_silent'))
    log = fold(await s.locator('.log').innerText())
    assert.match(log, /The clock is heard/)
    assert.match(log, /She leaves/)
    assert.match(log, new RegExp(t(lang, 'scenario_nothing')), 'an empty record says so')
    assert.doesNotMatch(log, /trust|evidence|safety/, 'counters are not shown')
    await accessible(page, `scenario, ended, ${lang}`)
    await fits(page, `scenario, ended, ${lang}`)

    await s.getByRole('button', { name: t(lang, 'scenario_back', { Number: 1 }) }).click()
    assert.equal(await focused(page), t(lang, 'scenario_moment_again', { Number: 1 }))
    const other = s.locator('.other')
    assert.equal(await other.locator('summary').innerText(), t(lang, 'scenario_other'))
    assert.match(await other.innerText(), /The clock is heard/, 'nothing said disappears')
    assert.equal(await other.locator('button, input').count(), 0)
    await choose(s, 'Sit down. Are you safe?')
    await choose(s, 'Write down her words.')
    const end = s.locator('.log > .turn').last()
    assert.match(await end.locator('h3').innerText(), /She comes back/)
    const [record, unsaid] = (await end.locator('.beside > div').allInnerTexts()).map(fold)
    assert.match(record, new RegExp(`^${fold(t(lang, 'scenario_record'))} Her own words`))
    assert.match(unsaid, new RegExp(`^${fold(t(lang, 'scenario_unsaid'))} What the form`))
    assert.match(await end.innerText(), /What would you do again/)
    assert.deepEqual(await end.locator('.ways-tried strong').allInnerTexts(), ['Sit down. Are you safe?', 'Write down her words.'].map(own))
    assert.equal(await end.locator('.ways-tried .not').count(), 2)
    await accessible(page, `scenario, twice, ${lang}`)
    await fits(page, `scenario, twice, ${lang}`)

    await end.getByRole('button', { name: t(lang, 'scenario_restart') }).click()
    assert.equal(await s.locator('.log').count(), 0)
    assert.match(await focused(page), /Section 2/)
    await s.locator('[data-begin]').click()
    assert.equal(await focused(page), to(1))
    assert.equal(await s.locator('.other').count(), 0)
    await traceless(page)
  }
})

test('what is mended counts: conditions are those of the path, not of the page', async () => {
  const page = await at('second', { lang: 'en' })
  const s = scenario(page)
  await s.locator('[data-begin]').click()
  await choose(s, 'Fill in the form.')
  await choose(s, 'The form can wait.')
  await choose(s, 'Write down her words.')
  assert.match(await s.locator('.log > .turn').last().locator('h3').innerText(), /She leaves/)
  // From the second decision on again, then to the first: each counts from its own moment.
  await s.getByRole('button', { name: t('en', 'scenario_back', { Number: 2 }) }).click()
  assert.match((await heard(s)).at(-2), /She takes her bag/)
  await choose(s, 'The form can wait.')
  await s.getByRole('button', { name: t('en', 'scenario_back', { Number: 1 }) }).click()
  await choose(s, 'Sit down. Are you safe?')
  await choose(s, 'Who? Say the name.')
  assert.match(await s.locator('.log > .turn').last().locator('h3').innerText(), /She leaves/)
  assert.equal(await s.locator('.log > .other').count(), 1, 'what was another way stays inside what became one')
  assert.equal(await s.locator('.other .other').count(), 1)
  await traceless(page)
})

test('two scenarios on one page are played apart, with the keyboard alone', async () => {
  const page = await at('second', { lang: 'en' })
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const [a, b] = [scenario(page), scenario(page, 'short')]
  await a.locator('[data-begin]').focus()
  await press('Enter', 'Tab', 'ArrowDown', 'Tab', 'Enter') // the second answer
  assert.match(await a.locator('.log').innerText(), /Thank you/)
  assert.equal(await focused(page), t('en', 'scenario_reply'))
  await b.locator('[data-begin]').focus()
  await press('Enter', 'Tab', 'Space', 'Tab', 'Enter')
  assert.match(await b.locator('.log').innerText(), /She comes back/)
  assert.doesNotMatch(await a.locator('.log').innerText(), /She comes back/)
  assert.equal(await a.locator('fieldset').count(), 1)
  await b.getByRole('button', { name: t('en', 'scenario_restart') }).press('Enter')
  assert.match(await a.locator('.log').innerText(), /Thank you/)
  await traceless(page)
})

test('without script a scenario is links: one scene at a time, every ending with what leads to it, whole in print', async () => {
  const page = await at('second', { lang: 'ru', javaScriptEnabled: false })
  const s = scenario(page)
  const scenes = page.locator('.scene:visible')
  const follow = async (text) => {
    await page.locator('.scenario a:visible', { hasText: text }).first().click()
    assert.equal(await scenes.count(), 1, 'one scene is shown')
    return scenes.innerText()
  }
  assert.equal(await scenes.count(), 0)
  assert.match(await follow(t('ru', 'scenario_begin')), /I only want to ask/)
  const reply = await follow('Fill in the form.')
  for (const part of ['Fill in the form', 'I see', t('ru', 'practice_risk'), 'Why form', t('ru', 'practice_source')]) assert.ok(reply.includes(part), reply)
  await follow(t('ru', 'scenario_back', { Number: 1 }))
  await follow('Sit down. Are you safe?')
  await follow(t('ru', 'scenario_on', { Number: 3 }))
  await follow('Write down her words.')
  const ends = fold(await follow(t('ru', 'scenario_on_end')))
  const leads = t('ru', 'scenario_leads', { What: `${t('ru', 'scenario_trust_up')}, ${t('ru', 'scenario_safety_up')}` })
  for (const part of ['She comes back', leads, 'She leaves', t('ru', 'scenario_leads_else'), 'Her own words', 'What would you do again']) assert.ok(ends.includes(fold(part)), `${part}: ${ends}`)
  await fits(page, 'scenario without script')
  await page.emulateMedia({ media: 'print' })
  assert.equal(await s.locator('.scene:visible').count(), 3 + 6 + 1, 'print shows all')
  await traceless(page)
})
