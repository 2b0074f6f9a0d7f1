// Every kind of page, as people see it: ro on a wide light screen, ru on a
// narrow dark one. axe finds nothing, nothing sticks out, nothing complains; a
// picture of each is kept in e2e/shots.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, look, NARROW, open, traces, WIDE } from './lib/browser.mjs'
import * as flow from './lib/flow.mjs'
import { Server } from './lib/server.mjs'
import { LANGUAGES } from './lib/texts.mjs'

const PUBLIC = {
  home: 'index.html',
  courses: 'courses/index.html',
  course: 'courses/interviewing/index.html',
  module: 'courses/interviewing/a1/index.html',
  lesson: 'courses/interviewing/a1/purpose.html',
  guides: 'g/index.html',
  guide: 'g/1.html',
  help: 'help.html',
  verify: 'verify',
  'sign-in': 'account/sign-in',
  'sign-up': 'account/sign-up',
  invite: 'account/invite',
  missing: 'nowhere.html',
}
// Pages that anybody may read without leaving a trace.
const READING = ['home', 'courses', 'course', 'module', 'lesson', 'guides', 'guide', 'help', 'verify']

let browser, server

before(async () => {
  server = await Server.start()
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await server?.stop()
})

for (const view of [WIDE, NARROW]) {
  const name = (kind) => `${kind}-${view.lang}-${view.width}-${view.colorScheme}`

  test(`public pages, ${view.lang} ${view.width} ${view.colorScheme}`, async (job) => {
    for (const [kind, address] of Object.entries({ chooser: '/index.html', ...PUBLIC })) {
      await job.test(kind, async () => {
        const page = await open(browser, { ...view, locale: view.lang })
        const answer = await page.goto(server.base + (address.startsWith('/') ? address : `/${view.lang}/${address}`))
        assert.equal(answer.status(), kind === 'missing' ? 404 : 200)
        await look(page, name(kind))
        assert.deepEqual(page.complaints, [])
        await page.context().close()
      })
    }
  })

  test(`pages of learners and trainers, ${view.lang} ${view.width} ${view.colorScheme}`, async () => {
    const { lang } = view
    const trainer = await open(browser, { ...view, locale: lang })
    await flow.acceptInvite(trainer, await server.invite(lang), { name: 'Ștefania Țurcanu', login: `trainer-${lang}` })
    await look(trainer, name('trainer-empty'))
    const run = await flow.addRun(trainer, server.base, lang, 'Chișinău, Судебная коллегия по уголовным делам')
    await look(trainer, name('run-empty'))
    await trainer.goto(`${server.base}/${lang}/trainer/`)
    await look(trainer, name('trainer'))

    const page = await open(browser, { ...view, locale: lang })
    await page.goto(`${server.base}/${lang}/account/sign-up`)
    await page.locator('main form button[type=submit]').first().click()
    await look(page, name('sign-up-errors'))
    await flow.signUp(page, server.base, lang, run.code, { name: 'Александра-Екатерина Константинопольская', login: `learner-${lang}` })
    await look(page, name('learn'))
    await flow.readLesson(page, server.base, lang)
    await page.goto(`${server.base}/${lang}/exam/${flow.COURSE}`)
    await look(page, name('exam'))
    const attempt = await flow.startExam(page, server.base, lang, lang)
    const kinds = new Set()
    await page.locator('main form button[type=submit]').first().click()
    await look(page, name('question-error'))
    while (!flow.onReview(page)) {
      const { type } = await flow.question(page, lang)
      if (!kinds.has(type)) await look(page, name(`question-${type}`))
      kinds.add(type)
      await flow.answer(page, lang, { unsure: kinds.size === 1 && !kinds.done })
      kinds.done = true
    }
    await look(page, name('review'))
    await flow.submit(page)
    await look(page, name('result'))
    await page.locator('main a[href*="/learn/certificates/"]').first().click()
    await look(page, name('certificate'))
    const [number] = (await page.locator('main').innerText()).match(/[0-9A-Z]{4}(-[0-9A-Z]{4}){5}-[0-9A-Z]{3}/)
    assert.deepEqual(page.complaints, [])

    await trainer.goto(run.url)
    await look(trainer, name('run'))
    await trainer.goto(`${server.base}/${lang}/attempt/${attempt}/result`)
    await look(trainer, name('not-yours'))
    assert.deepEqual(trainer.complaints, [])

    const stranger = await open(browser, { ...view, locale: lang })
    await stranger.goto(`${server.base}/${lang}/verify`)
    await stranger.locator('main [name=number]').fill(number)
    await stranger.locator('main form', { has: stranger.locator('[name=number]') }).locator('button[type=submit]').first().click()
    await stranger.waitForLoadState()
    await look(stranger, name('verified'))
    await stranger.locator('main [name=number]').fill(number.slice(0, -1))
    await stranger.locator('main form', { has: stranger.locator('[name=number]') }).locator('button[type=submit]').first().click()
    await stranger.waitForLoadState()
    await look(stranger, name('verify-errors'))
    assert.deepEqual(stranger.complaints, [])
    for (const p of [trainer, page, stranger]) await p.context().close()
  })
}

test('reading leaves nothing behind and asks nobody else', async () => {
  for (const lang of LANGUAGES) {
    const page = await open(browser, { locale: lang })
    for (const kind of READING) {
      await page.goto(`${server.base}/${lang}/${PUBLIC[kind]}`, { waitUntil: 'networkidle' })
      assert.deepEqual(await traces(page), { cookies: [], local: {}, session: {}, databases: 0, caches: 0, workers: 0 }, `${lang} ${kind}`)
    }
    assert.deepEqual(
      page.requests.filter((r) => !r.startsWith(server.base)),
      [],
    )
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('the quick exit comes second, works without script, and replaces the page with it', async () => {
  const lang = 'ro'
  const page = await open(browser, { locale: lang })
  await page.route(/wikipedia/, (route) => route.fulfill({ contentType: 'text/html', body: '<title>ordinary</title>' }))
  await page.goto(`${server.base}/${lang}/index.html`)
  await page.goto(`${server.base}/${lang}/g/1.html`)
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-exit]')), 'skip link, then exit')
  await page.keyboard.press('Enter')
  await page.waitForURL(/wikipedia/)
  await page.goBack()
  assert.equal(page.url(), `${server.base}/${lang}/index.html`, 'back does not lead to the page that was left')

  await page.goto(`${server.base}/${lang}/g/1.html`)
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift')
  await page.waitForURL(/wikipedia/)
  await page.context().close()

  const plain = await open(browser, { locale: lang, javaScriptEnabled: false })
  await plain.route(/wikipedia/, (route) => route.fulfill({ contentType: 'text/html', body: '<title>ordinary</title>' }))
  await plain.goto(`${server.base}/${lang}/g/1.html`)
  await plain.locator('[data-exit]').click()
  await plain.waitForURL(/wikipedia/)
  await plain.context().close()
})

const sweep = process.env.ASCULT_SWEEP ? test : () => {} // make sweep
sweep('every page in every language, width and colour scheme', async () => {
  for (const lang of LANGUAGES) {
    for (const width of [320, 768, 1280]) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await open(browser, { width, colorScheme, locale: lang })
        for (const [kind, address] of Object.entries(PUBLIC)) {
          await page.goto(`${server.base}/${lang}/${address}`)
          await look(page, `sweep-${kind}-${lang}-${width}-${colorScheme}`)
        }
        await page.context().close()
      }
    }
  }
})
