// The exam where the network comes and goes: every answer is kept at once, the
// page says truthfully where it is, and the server has it exactly once.
import assert from 'node:assert/strict'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { stringify } from 'yaml'
import { look, launch, NARROW, open, WIDE } from './lib/browser.mjs'
import * as flow from './lib/flow.mjs'
import { folder, Server } from './lib/server.mjs'
import { file, fold, LANGUAGES, t } from './lib/texts.mjs'

let browser, server, dir, course
let people = 0

before(async () => {
  dir = await folder('exam')
  server = await Server.start({ args: [...(process.env.ASCULT_SOURCE ? ['--source', process.env.ASCULT_SOURCE] : []), '--banks', await bank()] })
  browser = await launch()
  const trainer = await open(browser, { locale: 'ro' })
  await flow.acceptInvite(trainer, await server.invite('ro'), { name: 'Ștefania Țurcanu', login: 'stefania' })
  course = await flow.addRun(trainer, server.base, 'ro', 'Chișinău, noiembrie')
  await trainer.context().close()
})

after(async () => {
  await browser?.close()
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

/** A bank of eight of the sample's questions, so that each attempt has every type. */
async function bank() {
  const own = file('quizzes/interviewing/exam/a1.yaml')
  const of = (type, n) => own.questions.filter((q) => q.type === type).slice(0, n)
  own.questions = [...of('single', 3), ...of('multiple', 2), ...of('true-false', 1), ...of('order', 1), ...of('match', 1)]
  assert.equal(own.questions.length, 8, 'the sample has enough questions of each type')
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

/** Somebody new, signed in on a computer of their own or a shared one, at the first question. */
async function begin({ lang = 'ro', own = true, ...options } = {}) {
  const page = await open(browser, { locale: lang, ...options })
  const who = { name: 'Ана Русу', login: `person${++people}` }
  await flow.signUp(page, server.base, lang, course.code, who)
  if (own) {
    await page.context().clearCookies()
    await flow.signIn(page, server.base, lang, who.login, { own: true })
  }
  const attempt = await flow.startExam(page, server.base, lang, lang)
  return { page, who, attempt }
}

const status = (page) => page.locator('main [role=status]').first()
const state = (page) => status(page).getAttribute('data-state')
const until = (page, value) => page.locator(`main [role=status][data-state=${value}]`).waitFor()
const place = (page) => page.url().split('/').pop()
const stored = (page) => page.evaluate(() => ({ ...localStorage, ...sessionStorage })).then((all) => Object.keys(all).filter((k) => k.startsWith('ascult.exam.')))
const ready = (page) => page.waitForLoadState('networkidle') // the questions are in memory
/** What was chosen on the page. */
const chosen = (page) => page.locator('main fieldset').evaluate((f) => [...f.querySelectorAll('select, :checked')].map((e) => `${e.id}=${e.value}`))
const api = (page, attempt, rest = '') => page.request.get(`${server.base}/api/v1/attempts/${attempt}${rest}`).then((r) => r.json())
/** Fails for whatever the console says apart from the network being away. */
const calm = (page) => assert.deepEqual(page.complaints.filter((c) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|ERR_CONNECTION|status of 5/.test(c)), [])

for (const { lang, own } of [{ lang: 'ro', own: true }, { lang: 'ru', own: false }]) {
  test(`the cable is pulled in question 4, the exam finished and sent: received once (${lang})`, async () => {
    const { page, attempt } = await begin({ lang, own })
    const ends = []
    page.on('response', (r) => r.request().method() === 'POST' && r.url().includes('/submit') && ends.push(r.status()))
    await ready(page)
    for (let i = 0; i < 3; i++) await flow.answer(page, lang)
    await until(page, 'received')
    assert.match(await status(page).innerText(), /A-[0-9A-Z]{4}-03$/)
    assert.equal(place(page), '4')

    await page.context().setOffline(true)
    const said = []
    const hear = async () => said.push(await state(page))
    while (!flow.onReview(page)) {
      await flow.answer(page, lang)
      await until(page, 'kept')
      await hear()
    }
    assert.equal(place(page), 'review')
    assert.equal(await page.locator('.checks .tag').filter({ hasText: t(lang, 'exam_state_answered') }).count(), 8, 'every answer is there to be checked')
    await page.getByText(t(lang, 'exam_send_later')).waitFor()

    // A link would end in the browser's own error page.
    await page.locator('.langs a[hreflang=uk]').click()
    await page.getByText(t(lang, 'exam_stay')).waitFor()
    assert.equal(place(page), 'review')

    await page.locator('main form button[type=submit]').click()
    await page.getByRole('heading', { level: 1, name: t(lang, 'exam_waiting_title') }).waitFor()
    await page.getByText(t(lang, own ? 'exam_waiting_text' : 'exam_waiting_shared')).waitFor()
    await page.getByRole('button', { name: t(lang, 'exam_try') }).click()
    await until(page, 'kept')
    await hear()
    assert.ok(!said.includes('received'), 'nothing is called received that was not')
    assert.equal((await stored(page)).length, 1)
    const kept = await page.evaluate(() => Object.values({ ...localStorage, ...sessionStorage }).join())
    assert.ok(!/[а-яșțăîâ]/i.test(kept), 'no words of a question or of a person are kept')

    await page.context().setOffline(false)
    await page.waitForURL(/\/result$/)
    const result = await api(page, attempt, '/result')
    assert.equal(result.state, 'passed')
    await page.getByText(result.receipt).first().waitFor()
    assert.match(result.receipt, /-08$/, 'eight answers, each stored once')
    assert.deepEqual(await stored(page), [], 'the copy is deleted after receipt')
    assert.deepEqual(ends.filter((s) => s === 200).length, 1)
    calm(page)
    await page.context().close()
  })
}

test('Back twice, Forward twice: the right questions, answers intact, on line and off', async () => {
  const { page } = await begin()
  await ready(page)
  const given = {}
  for (let i = 1; i <= 3; i++) {
    const q = await flow.question(page, 'ro')
    given[i] = q.id
    await flow.answer(page, 'ro')
  }
  for (const offline of [false, true]) {
    await page.context().setOffline(offline)
    for (const [step, want] of [['goBack', 3], ['goBack', 2], ['goForward', 3], ['goForward', 4]]) {
      await page[step]({ waitUntil: 'commit' }).catch(() => {})
      await page.waitForURL(new RegExp(`/${want}$`))
      if (want === 4) continue
      assert.equal((await flow.question(page, 'ro')).id, given[want])
      assert.ok((await chosen(page)).some((c) => !c.endsWith('=')), `question ${want} shows its answer`)
    }
  }
  await page.context().setOffline(false)
  await page.reload()
  assert.equal(place(page), '4')
  calm(page)
  await page.context().close()
})

test('the session ends in question 6: signed in again, one is there again, and nothing is given twice', async () => {
  const { page, who, attempt } = await begin()
  await ready(page)
  for (let i = 0; i < 5; i++) await flow.answer(page, 'ro')
  await page.context().clearCookies()
  assert.equal(place(page), '6')
  const q = await flow.question(page, 'ro')
  if (['order', 'match'].includes(q.type)) for (const s of await page.locator('main select').all()) await s.selectOption({ index: 1 })
  else await page.locator('#o2').check()
  const before = await chosen(page)
  await page.getByText(t('ro', 'exam_session')).waitFor()
  await page.getByRole('link', { name: t('ro', 'acct_sign_in'), exact: true }).last().click()
  // This time the box for one's own computer is left as it is.
  const form = page.locator('main form', { has: page.locator('[name=login]') })
  await form.locator('[name=login]').fill(who.login)
  await form.locator('[name=password]').fill(flow.PASSWORD)
  await form.locator('button[type=submit]').click()
  await page.waitForURL(/\/6$/)
  await page.waitForFunction((want) => [...document.querySelectorAll('main fieldset select, main fieldset :checked')].map((e) => `${e.id}=${e.value}`).join() === want, before.join())
  if (q.type !== 'order') {
    await until(page, 'received')
    assert.equal((await api(page, attempt)).rev, 6)
  }
  assert.ok((await page.evaluate(() => Object.keys(localStorage))).every((k) => !k.startsWith('ascult.exam.')), 'what stays on the device is kept as this sign-in has it')
  calm(page)
  await page.context().close()
})

test('the three words are true: kept, sending, received, also when the server is busy or its answer is lost', async () => {
  const { page, attempt } = await begin({ lang: 'en' })
  await ready(page)
  while ((await page.locator('main input[type=radio]').count()) === 0) await flow.answer(page, 'en')
  const n = Number(place(page))
  const { rev } = await api(page, attempt)

  let answer
  await page.route('**/answers?*', (route) => (answer = route))
  await page.locator('#o1').check()
  assert.equal(await state(page), 'kept')
  await until(page, 'sending')
  await answer.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: 'The server is busy', status: 503 }) })
  await until(page, 'kept')
  assert.match(await status(page).innerText(), /^Kept on this computer, \d\d:\d\d\. The server is busy$/)
  assert.equal((await api(page, attempt)).rev, rev, 'nothing was received')

  // The server has it, but its answer is lost on the way.
  await page.unroute('**/answers?*')
  await page.route('**/answers?*', async (route) => {
    await route.fetch()
    await route.abort()
  }, { times: 1 })
  await page.locator('#o2').check()
  await page.waitForFunction((at) => document.querySelector('main [role=status]').dataset.state === at, 'received', { timeout: 20000 })
  const now = await api(page, attempt)
  assert.equal(now.rev, rev + 1, 'sent twice, stored once')
  assert.deepEqual(now.answers.at(-1).position, n)
  assert.ok((await status(page).innerText()).endsWith(now.receipt))
  assert.deepEqual(await stored(page), [])
  calm(page)
  await page.context().close()
})

test('the network is gone before the questions were fetched: the answer is kept, the page says so and stays', async () => {
  const { page, attempt } = await begin()
  await page.route('**/api/v1/attempts/**', (route) => route.abort())
  await page.reload() // the first page may have fetched them already
  let first = await flow.question(page, 'ro')
  for (const type of ['order', 'match', 'single']) {
    for (let n = 1; first.type !== type; n++) {
      await page.goto(`${server.base}/ro/attempt/${attempt}/${n}`)
      first = await flow.question(page, 'ro')
    }
    const here = page.url()
    const selects = await page.locator('main select').all()
    for (const [i, s] of selects.entries()) await s.selectOption({ index: i + 1 })
    if (!selects.length) await page.locator('#o1').check()
    await page.locator('main form button[type=submit]').click()
    await page.getByText(t('ro', 'exam_stay')).waitFor()
    await until(page, 'kept')
    assert.equal(page.url(), here)
  }
  await page.unroute('**/api/v1/attempts/**')
  await page.locator('main form button[type=submit]').click()
  await until(page, 'received')
  const now = await api(page, attempt)
  assert.equal(now.answers.length, 3)
  assert.ok(now.answers.every((a) => a.options?.length > 0))
  calm(page)
  await page.context().close()
})

test('what was kept when the tab was closed goes out when the exam is opened again; another person finds nothing of it', async () => {
  const { page, attempt, who } = await begin()
  await ready(page)
  while ((await page.locator('main input[type=radio]').count()) === 0) await flow.answer(page, 'ro')
  const { rev } = await api(page, attempt)
  const context = page.context()
  await context.setOffline(true)
  await page.locator('#o1').check()
  await until(page, 'kept')
  assert.equal((await stored(page)).length, 1)
  await page.close()

  await context.setOffline(false)
  const again = await context.newPage()
  await Promise.all([again.waitForResponse((r) => r.url().includes('/answers') && r.status() === 200), again.goto(`${server.base}/ro/learn/`)])
  assert.equal((await api(again, attempt)).rev, rev + 1)
  await again.waitForFunction(() => Object.keys(localStorage).every((k) => !k.startsWith('ascult.exam.')))

  // Kept once more; then somebody else signs in on this computer.
  await again.goto(`${server.base}/ro/attempt/${attempt}/1`)
  await ready(again)
  await context.setOffline(true)
  await again.locator('#unsure').check()
  await again.locator('main [role=status][data-state=kept]').waitFor()
  await again.close()
  await context.setOffline(false)
  await context.clearCookies()
  const other = await context.newPage()
  other.complaints = []
  await flow.signUp(other, server.base, 'ro', course.code, { name: 'Ion Mîrza', login: `person${++people}` })
  await other.waitForFunction(() => Object.keys(localStorage).every((k) => !k.startsWith('ascult.exam.')))
  assert.ok(who.login)
  await context.close()
})

test('the language is changed at once after an answer: it is there in the other one, and received', async () => {
  const { page, attempt } = await begin({ own: false })
  await ready(page)
  while ((await page.locator('main input[type=radio]').count()) === 0) await flow.answer(page, 'ro')
  const n = place(page)
  const { rev } = await api(page, attempt)
  await page.locator('#o2').check()
  await flow.changeLanguage(page, 'uk')
  assert.equal(page.url(), `${server.base}/uk/attempt/${attempt}/${n}`)
  await until(page, 'received')
  assert.ok(await page.locator('#o2').isChecked())
  assert.equal((await api(page, attempt)).rev, rev + 1)

  // Questions passed over are counted with the plural of their number.
  await page.goto(`${server.base}/uk/attempt/${attempt}/8`)
  await ready(page)
  await page.locator('#unsure').check()
  await page.locator('main form button[type=submit]').click()
  await page.waitForURL(/\/review$/)
  const missing = 8 - (await api(page, attempt)).answers.length
  await page.getByText(t('uk', 'exam_missing', { Count: missing })).waitFor()
  calm(page)
  await page.context().close()
})

test('two tabs: answers are joined, and nothing is sent that nobody has seen together', async () => {
  const { page, attempt } = await begin()
  await ready(page)
  const second = await page.context().newPage()
  await second.goto(`${server.base}/ro/attempt/${attempt}/2`)
  await ready(second)
  await second.locator('#unsure').check()
  await until(second, 'received')
  await page.locator('#unsure').check()
  await until(page, 'received')
  let now = await api(page, attempt)
  assert.deepEqual(now.answers.map((a) => a.position), [1, 2], 'neither answer is lost')

  // The same question, given here an hour ago and since then elsewhere: the later answer stays.
  await page.route('**/answers?*', (route) => route.abort())
  const selects = await page.locator('main select').all()
  for (const [i, s] of selects.entries()) await s.selectOption({ index: i + 1 })
  if ((await page.locator('#unsure').getAttribute('type')) === 'checkbox') await page.locator('#unsure').uncheck()
  if (!selects.length) await page.locator('#o1').check()
  await until(page, 'kept')
  await page.evaluate(() => {
    for (const [key, text] of Object.entries(localStorage)) {
      const copy = JSON.parse(text)
      for (const kept of Object.values(copy.d)) kept.t -= 3600e3
      localStorage.setItem(key, JSON.stringify(copy))
    }
  })
  const { items, rev } = await api(page, attempt)
  const ids = (items[0].choices ?? items[0].options).map((o) => o.id).reverse()
  const options = selects.length ? ids : ids.slice(0, 1)
  const put = await page.request.put(`${server.base}/api/v1/attempts/${attempt}/answers`, { headers: { Origin: server.base }, data: { rev, answers: [{ position: 1, options }] } })
  assert.equal(put.status(), 200)
  await page.unroute('**/answers?*')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.waitForFunction(() => Object.keys(localStorage).every((k) => !k.startsWith('ascult.exam.')))
  assert.deepEqual((await api(page, attempt)).answers[0].options, options)

  await page.goto(`${server.base}/ro/attempt/${attempt}/review`)
  await ready(page)
  await second.goto(`${server.base}/ro/attempt/${attempt}/3`)
  await ready(second)
  await second.locator('#unsure').check()
  await until(second, 'received')
  await page.locator('main form button[type=submit]').click()
  await page.getByText(t('ro', 'exam_review_stale')).waitFor()
  now = await api(page, attempt)
  assert.equal(now.state, 'open', 'not sent')
  assert.equal(await page.locator('.checks .tag').filter({ hasText: t('ro', 'exam_state_unsure') }).count(), 2, 'the check shows what has come')

  // Sent from the other tab: this one says so and leads to the result.
  await second.goto(`${server.base}/ro/attempt/${attempt}/review`)
  await ready(second)
  await second.locator('main form button[type=submit]').click()
  await second.waitForURL(/\/result$/)
  await page.locator('main form button[type=submit]').click()
  await until(page, 'refused')
  await page.getByRole('link', { name: t('ro', 'exam_see_result') }).click()
  await page.waitForURL(/\/result$/)
  assert.deepEqual(await stored(page), [])
  await page.context().close()
})

test('an order and a match by keyboard alone, without script', async () => {
  const { page, attempt } = await begin({ javaScriptEnabled: false })
  while (!flow.onReview(page)) {
    const q = await flow.question(page, 'ro')
    if (!['order', 'match'].includes(q.type)) {
      await flow.answer(page, 'ro', { unsure: true })
      continue
    }
    // First half an answer: the errors come from the server, what was given stays.
    const selects = page.locator('main select')
    await selects.first().focus()
    await page.keyboard.press('ArrowDown')
    await Promise.all([page.waitForNavigation(), page.locator('main form button[type=submit]').press('Enter')])
    await page.getByText(t('ro', `exam_${q.type}_incomplete`)).first().waitFor()
    assert.notEqual(await selects.first().inputValue(), '', 'what was given is kept')
    const rows = await page.locator('main .asked').all()
    for (const row of rows) {
      const i = q.options.ro.indexOf(fold(await row.locator('label').innerText()))
      const texts = await row.locator('option').allInnerTexts()
      const want = q.type === 'order' ? i + 1 : texts.findIndex((s) => fold(s).replace(/^[A-G]\. /, '') === q.match.ro[i])
      assert.ok(i >= 0 && want > 0)
      await row.locator('select').focus()
      await page.keyboard.press('Home')
      for (let k = 0; k < want; k++) await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Tab')
    }
    await Promise.all([page.waitForNavigation(), page.locator('main form button[type=submit]').press('Enter')])
  }
  await flow.submit(page)
  const result = await api(page, attempt, '/result')
  for (const type of ['order', 'match']) assert.equal(result.items.find((i) => i.type === type).verdict, 'right', type)
  await page.context().close()
})

for (const view of [WIDE, NARROW]) {
  test(`pictures, ${view.lang} ${view.width} ${view.colorScheme}`, async () => {
    const { lang } = view
    const name = (kind) => `${kind}-${lang}-${view.width}-${view.colorScheme}`
    const { page } = await begin(view)
    await ready(page)
    while (!flow.onReview(page)) {
      const { type } = await flow.question(page, lang)
      if (['order', 'match'].includes(type)) {
        await page.locator('main form button[type=submit]').click()
        await page.locator('#errs').waitFor()
        await page.locator('main select').first().selectOption({ index: 1 })
        await look(page, name(`question-${type}`))
      }
      if (place(page) === '6') await page.context().setOffline(true)
      await flow.answer(page, lang, { unsure: type === 'single' })
      if (place(page) === '7') {
        await until(page, 'kept')
        await look(page, name('question-kept'))
      }
    }
    await look(page, name('review-kept'))
    await page.locator('main form button[type=submit]').click()
    await page.getByRole('heading', { level: 1, name: t(lang, 'exam_waiting_title') }).waitFor()
    await look(page, name('waiting'))
    await page.context().setOffline(false)
    await page.waitForURL(/\/result$/)
    await look(page, name('result-lists'))
    calm(page)
    await page.context().close()
  })
}
