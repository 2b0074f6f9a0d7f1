// A browser that is watched: what it asks for, what it complains about, and
// what a page leaves behind.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { valid } from './html.mjs'
import { ROOT } from './server.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
export const SHOTS = path.join(ROOT, 'e2e', 'shots')

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run', '--disable-gpu'],
  })
}

/**
 * Opens a window. The two that every page is seen in: ro, 1280 px, light; ru,
 * 320 px, dark. The page gets `complaints` and `requests`, which fill as it is used.
 */
export async function open(browser, options = {}) {
  const { width = 1280, height = 900, ...rest } = options
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', acceptDownloads: true, ...rest })
  const page = await context.newPage()
  page.complaints = []
  page.requests = []
  page.on('console', (m) => {
    // A status of 4xx is logged by the browser itself; the test looks at statuses.
    if (['error', 'warning'].includes(m.type()) && !/Failed to load resource.*status of 4\d\d/.test(m.text())) page.complaints.push(`${page.url()}: ${m.text()}`)
  })
  page.on('pageerror', (e) => page.complaints.push(`${page.url()}: ${e}`))
  page.on('request', (r) => page.requests.push(r.url()))
  page.on('response', (r) => {
    if (r.request().isNavigationRequest() && r.frame() === page.mainFrame() && (r.status() < 300 || r.status() >= 400)) page.sent = r
  })
  return page
}

export const WIDE = { lang: 'ro', width: 1280, colorScheme: 'light' }
export const NARROW = { lang: 'ru', width: 320, height: 640, colorScheme: 'dark' }

/** Fails with what axe finds, target sizes included. */
export async function accessible(page, name) {
  await page.evaluate(AXE)
  const found = await page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      preload: location.protocol !== 'file:', // a disk does not let it read style sheets, and says so late
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'target-size': { enabled: true } },
    })
    return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`))
  })
  assert.deepEqual(found, [], `${name}: axe`)
}

/** Fails if the page can be moved sideways, and names what sticks out. */
export async function fits(page, name) {
  const out = await page.evaluate(() => {
    const width = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= width) return []
    return [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest('.scroll')).map((e) => `${e.tagName}.${e.className}`).slice(0, 5)
  })
  assert.deepEqual(out, [], `${name}: sticks out of ${page.viewportSize().width} px`)
}

/** Looks at a page in every way a machine can, and keeps a picture for people. */
export async function look(page, name) {
  await valid(await page.sent.text(), name)
  await accessible(page, name)
  await fits(page, name)
  assert.equal(await page.locator('h1').count(), 1, `${name}: one h1`)
  assert.ok(!/«\w+»|\[i18n\]|ASCULT-|%!|<nil>|undefined/.test(await page.locator('body').innerText()), `${name}: a text is missing`)
  mkdirSync(SHOTS, { recursive: true })
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`), fullPage: true })
}

/** What a page has left in the browser. */
export async function traces(page) {
  return {
    cookies: await page.context().cookies(),
    ...(await page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }))),
  }
}
