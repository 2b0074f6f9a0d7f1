// One page of each kind, and what it may weigh.
import { request } from 'node:http'
import { acceptInvite, addRun, answer, COURSE, onReview, question, signUp, startExam, submit } from './flow.mjs'
import { open } from './browser.mjs'

const kb = 1024

/**
 * Bytes over the wire, headers included, at the first visit and again; of HTML
 * and of scripts; and elements. Pages of the server are not compressed: they
 * hold what somebody has typed. A scenario is one page, so that nothing is
 * asked of a network between two answers.
 */
export const BUDGETS = {
  public: { first: 70 * kb, again: 12 * kb, html: 12 * kb, script: 6 * kb, nodes: 900 },
  lesson: { first: 100 * kb, again: 12 * kb, html: 12 * kb, script: 6 * kb, nodes: 900 },
  practice: { first: 100 * kb, again: 12 * kb, html: 12 * kb, script: 14 * kb, nodes: 900 },
  scenario: { first: 100 * kb, again: 24 * kb, html: 20 * kb, script: 14 * kb, nodes: 1600 },
  exam: { first: 100 * kb, again: 32 * kb, html: 24 * kb, script: 14 * kb, nodes: 900 },
  search: { first: 220 * kb, again: 140 * kb, html: 12 * kb, script: 140 * kb, nodes: 900 },
  people: { first: 100 * kb, again: 24 * kb, html: 24 * kb, script: 10 * kb, nodes: 900 },
}

/**
 * Walks the whole path on a fresh server and returns the kinds of pages: name,
 * address, budget, and who looks (a storage state of playwright; null: nobody).
 */
export async function kinds(browser, server, lang) {
  const base = server.base
  const trainer = await open(browser)
  await acceptInvite(trainer, await server.invite(lang), { name: 'Tudor Rusu', login: 'tudor.rusu' })
  const run = await addRun(trainer, base, lang, 'Chișinău')
  const page = await open(browser)
  await signUp(page, base, lang, run.code, { name: 'Ana Munteanu', login: 'ana.munteanu' })
  const at = (path) => `${base}/${lang}/${path}`
  const list = []
  const add = (name, url, budget, who = null) => list.push({ name, url, budget, who })
  add('landing', at('index.html'), 'public')
  add('guide', at('g/1.html'), 'public')
  add('help lines', at('g/3.html'), 'public')
  add('guides', at('g/index.html'), 'public')
  add('about', at('about/privacy.html'), 'public')
  add('help', at('help.html'), 'public')
  add('report', at('report'), 'public')
  add('verify', at('verify'), 'people')
  add('wrong address', at('nothing.html'), 'public')
  add('courses', at('courses/index.html'), 'lesson')
  add('course', at(`courses/${COURSE}/index.html`), 'lesson')
  add('lesson', at(`courses/${COURSE}/a1/purpose.html`), 'practice')
  add('practice', at(`courses/${COURSE}/a1/few.html`), 'practice')
  add('scenario', at(`courses/${COURSE}/a1/monday.html`), 'scenario')
  add('pocket card', at(`courses/${COURSE}/a1/pocket.html`), 'lesson')
  add('search', at('search.html'), 'search')
  add('sign in', at('account/sign-in'), 'people')
  const learner = async () => page.context().storageState()
  add('my courses', at('learn/'), 'people', await learner())
  add('before the exam', at(`exam/${COURSE}`), 'exam', await learner())
  await startExam(page, base, lang, lang)
  const attempt = page.url()
  add('question', attempt, 'exam', await learner())
  for (let i = 0; i < 40 && !onReview(page); i++) {
    await question(page, lang)
    await answer(page, lang)
  }
  add('check of answers', page.url(), 'exam', await learner())
  const finish = async () => {
    await submit(page)
    const result = page.url()
    const certificate = await page.locator('main a[href*="/learn/certificates/"]').first().getAttribute('href').catch(() => null)
    return [
      { name: 'result', url: result, budget: 'exam', who: await learner() },
      ...(certificate ? [{ name: 'certificate', url: new URL(certificate, base).href.replace(/\.(pdf|json)$/, ''), budget: 'people', who: await learner() }] : []),
    ]
  }
  const staff = await trainer.context().storageState()
  add('trainer', at('trainer/'), 'people', staff)
  add('group', run.url, 'people', staff)
  add('reports', at('trainer/reports'), 'people', staff)
  add("trainer's guide", at(`trainer/guide/${COURSE}`), 'people', staff)
  return { list, finish }
}

/** The length of an answer's body in one encoding; 0 where it has none. */
async function length(url, encoding, cookie) {
  return new Promise((resolve, reject) => request(url, { method: 'HEAD', headers: { 'Accept-Encoding': encoding, ...(cookie ? { Cookie: cookie } : {}) } }, (r) => {
    resolve(Number(r.headers['content-length'] ?? 0))
    r.resume()
  }).on('error', reject).end())
}

/**
 * Bytes and elements of one page, by the browser's own count. Browsers ask for
 * brotli under https only, so what it saves is taken off here.
 */
export async function weigh(browser, { url, who }) {
  const context = await browser.newContext({ viewport: { width: 412, height: 823 }, storageState: who ?? undefined })
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Network.enable')
  let seen = []
  const kinds = new Map()
  const cookie = who?.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
  cdp.on('Network.responseReceived', (e) => kinds.set(e.requestId, e))
  cdp.on('Network.loadingFinished', (e) => {
    const r = kinds.get(e.requestId)
    if (r) seen.push({ type: r.type, url: r.response.url, packed: r.response.headers['Content-Encoding'] === 'gzip', bytes: e.encodedDataLength })
  })
  const visit = async () => {
    seen = []
    await page.goto(url, { waitUntil: 'networkidle' })
    for (const r of seen) {
      if (r.packed && r.bytes > 1000) r.bytes -= (await length(r.url, 'gzip', cookie)) - (await length(r.url, 'br', cookie))
    }
    const sum = (type) => seen.filter((r) => !type || r.type === type).reduce((n, r) => n + r.bytes, 0)
    return { all: sum(), html: sum('Document'), script: sum('Script'), style: sum('Stylesheet'), font: sum('Font'), requests: seen.length }
  }
  const first = await visit()
  const again = await visit()
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  await context.close()
  return { first: first.all, again: again.all, html: first.html, script: first.script, style: first.style, font: first.font, requests: first.requests, nodes }
}
