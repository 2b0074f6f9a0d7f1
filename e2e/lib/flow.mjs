// The steps of the whole path, as a person takes them.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './server.mjs'
import { examQuestions, fold, t } from './texts.mjs'

export const COURSE = 'interviewing'
const LESSONS = readdirSync(path.join(ROOT, 'content', 'ro', 'courses', COURSE), { recursive: true }).filter((f) => f.endsWith('.md') && !f.endsWith('_index.md')).length
export const PASSWORD = 'corabia verde trece 7 dealuri'

const questions = examQuestions(COURSE)

/** Presses the button that sends the form around a field or a text. */
async function send(page, form) {
  await Promise.all([page.waitForNavigation(), form.locator('button[type=submit]').first().click()])
}

async function person(page, { name, latin = '', login, password = PASSWORD }) {
  const form = page.locator('main form', { has: page.locator('[name=login]') })
  await form.locator('[name=name]').fill(name)
  if (latin) await form.locator('[name=latin]').fill(latin)
  await form.locator('[name=login]').fill(login)
  await form.locator('[name=password]').fill(password)
  return form
}

export async function acceptInvite(page, url, who) {
  await page.goto(url)
  const code = page.locator('main [name=code]')
  if ((await code.inputValue()) === '') await code.fill(url.split('#')[1])
  await send(page, await person(page, who))
  assert.match(page.url(), /\/trainer\/$/, 'the trainer comes to the runs')
}

/** Makes a run; returns its address and the code for learners. */
export async function addRun(page, base, lang, title) {
  await page.goto(`${base}/${lang}/trainer/`)
  const form = page.locator('main form', { has: page.locator('[name=title]') })
  await form.locator('[name=title]').fill(title)
  await form.locator('[name=seats]').fill('25')
  await form.locator('[name=days]').fill('30')
  await send(page, form)
  assert.match(page.url(), /\/trainer\/runs\/[^/]+$/)
  return { url: page.url(), code: (await page.locator('main .code').innerText()).trim() }
}

export async function signUp(page, base, lang, code, who) {
  await page.goto(`${base}/${lang}/account/sign-up`)
  await page.locator('main [name=code]').fill(code)
  await send(page, await person(page, who))
  assert.equal(page.url(), `${base}/${lang}/learn/`)
}

export async function signIn(page, base, lang, login, { password = PASSWORD, own = false } = {}) {
  await page.goto(`${base}/${lang}/account/sign-in`)
  const form = page.locator('main form', { has: page.locator('[name=login]') })
  await form.locator('[name=login]').fill(login)
  if (own) await form.locator('[name=own]').check()
  await form.locator('[name=password]').fill(password)
  await send(page, form)
}

/** Reads the lesson and marks it as read with the button at its end. */
export async function readLesson(page, base, lang) {
  await page.goto(`${base}/${lang}/courses/${COURSE}/a1/purpose.html`)
  await send(page, page.locator('main .pager form'))
  await page.goto(`${base}/${lang}/learn/`)
  await page.getByText(t(lang, 'learn_read', { Read: 1, Count: LESSONS })).waitFor()
}

/** Starts an attempt; returns its address without the language. */
export async function startExam(page, base, lang, certificate) {
  await page.goto(`${base}/${lang}/exam/${COURSE}`)
  await page.getByText(t(lang, 'exam_specimen_title')).first().waitFor()
  await page.locator(`[name=language][value=${certificate}]`).check()
  await send(page, page.locator('main form', { has: page.locator('[name=language]') }))
  const [, attempt] = page.url().match(/\/attempt\/([^/]+)/)
  return attempt
}

/** The words around the gaps of a sentence; runs in the page. */
function sentence(p) {
  const copy = p.cloneNode(true)
  for (const e of copy.querySelectorAll('label, input')) e.replaceWith(' ')
  return copy.textContent
}

/** The question on the page, found by its text in the language of the page. */
export async function question(page, lang) {
  const gaps = page.locator('main .gaps')
  const text = fold(await ((await gaps.count()) ? gaps.evaluate(sentence) : page.locator('main h1').innerText()))
  const q = questions.find((q) => q.text[lang] === text)
  assert.ok(q, `the question is in the bank: ${text}`)
  return q
}

/** Answers the question on the page rightly, or says that one does not know. */
export async function answer(page, lang, { unsure = false } = {}) {
  const form = page.locator('main form', { has: page.locator('fieldset') })
  if (unsure) {
    await form.locator('#unsure').check()
  } else {
    const q = await question(page, lang)
    for (const row of await form.locator('.asked').all()) {
      const i = q.options[lang].indexOf(fold(await row.locator('label').innerText()))
      const words = q.type === 'order' ? t(lang, 'exam_place', { Place: i + 1 }) : q.match[lang][i]
      const labels = await row.locator('option').allInnerTexts()
      await row.locator('select').selectOption({ index: labels.findIndex((l) => fold(l).replace(/^[A-G]\. /, '') === fold(words)) })
    }
    for (const gap of await form.locator('.gaps input').all()) {
      const n = Number((await gap.getAttribute('name')).slice(1)) // languages have the gaps in different orders
      await gap.fill(q.options[lang][n - 1].toUpperCase() + ' .')
    }
    let right = 0
    for (const option of await form.locator('.opt:has([name=option])').all()) {
      const words = fold(await option.locator('label').innerText())
      if (q.right[lang].includes(words)) {
        await option.locator('input').check()
        right++
      }
    }
    assert.equal(right, q.right[lang].length, `every right option of ${q.id} is on the page`)
  }
  await send(page, form)
}

/** Changes the language with the links in the header. */
export async function changeLanguage(page, lang) {
  await Promise.all([page.waitForNavigation(), page.locator(`.langs a[hreflang=${lang}]`).click()])
}

export const onReview = (page) => /\/attempt\/[^/]+\/review$/.test(page.url())

/** Sends the answers from the review; a hurried person presses twice. */
export async function submit(page, { twice = false } = {}) {
  assert.ok(onReview(page), `review: ${page.url()}`)
  const button = page.locator('main form button[type=submit]')
  await (twice ? button.dblclick({ noWaitAfter: true }) : button.click())
  await page.waitForURL(/\/attempt\/[^/]+\/result$/)
}
