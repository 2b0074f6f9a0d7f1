// The built site opens from a disk, with no network at all.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launch, open } from './lib/browser.mjs'
import { valid } from './lib/html.mjs'
import { ascult, folder } from './lib/server.mjs'
import { LANGUAGES } from './lib/texts.mjs'

let browser, dir, out

before(async () => {
  dir = await folder('file')
  out = path.join(dir, 'site')
  const built = await ascult('build', '--out', out)
  assert.equal(built.code, 0, built.stderr)
  browser = await launch()
})

after(async () => {
  await browser?.close()
  await rm(dir, { recursive: true, force: true })
})

// What the server answers is not on the disk: these links need the web.
const served = (url) => /^\/(ro|ru|uk|en)\/(learn|account|exam|verify|report)(\/|$)/.test('/' + path.relative(out, fileURLToPath(url.split(/[?#]/)[0])) + (url.endsWith('/') ? '/' : ''))

test('every page opens from the disk, every link leads somewhere, nothing is asked of a network', async () => {
  const page = await open(browser, { offline: true })
  const start = pathToFileURL(path.join(out, 'index.html')).href
  const seen = new Set([start])
  const queue = [start]
  const broken = []
  const outside = new Set()
  while (queue.length > 0) {
    const url = queue.shift()
    await page.goto(url)
    await valid(readFileSync(fileURLToPath(url), 'utf8'), url)
    const links = await page.evaluate(() => [...document.querySelectorAll('a[href], link[href], script[src], img[src], form[action]')].map((e) => ({ to: e.href || e.src || e.action, tag: e.tagName })))
    for (const { to, tag } of links) {
      if (!to.startsWith('file:')) {
        if (tag !== 'A') broken.push(`${url}: ${tag} ${to}`)
        outside.add(to)
        continue
      }
      if (served(to)) continue
      const [file, anchor] = to.split('#')
      const name = fileURLToPath(file)
      if (!name.startsWith(out + path.sep) || !existsSync(name)) {
        broken.push(`${url}: ${tag} ${to}`)
        continue
      }
      if (anchor && file === url.split('#')[0] && (await page.locator(`[id="${decodeURIComponent(anchor)}"]`).count()) !== 1) broken.push(`${url}: no #${anchor}`)
      if (tag === 'A' && name.endsWith('.html') && !seen.has(file)) {
        seen.add(file)
        queue.push(file)
      }
    }
    assert.ok((await page.locator('link[rel=stylesheet]').count()) > 0, `${url}: no style`)
    assert.ok(await page.evaluate(() => [...document.styleSheets].length > 0 && [...document.fonts].length > 0), `${url}: the style does not apply`)
  }
  assert.deepEqual(broken, [])
  assert.deepEqual(page.complaints, [])
  assert.deepEqual(
    page.requests.filter((r) => !r.startsWith('file:')),
    [],
  )
  for (const lang of LANGUAGES) assert.ok([...seen].some((u) => u.endsWith(`/${lang}/courses/interviewing/a1/purpose.html`)), `the lesson in ${lang} is reached by links`)
  await page.context().close()
})

test('practice works from the disk, with script and without', async () => {
  for (const javaScriptEnabled of [true, false]) {
    const page = await open(browser, { offline: true, javaScriptEnabled })
    await page.goto(pathToFileURL(path.join(out, 'ro/courses/interviewing/a1/purpose.html')).href)
    const question = page.locator('[id^="q-"]').first()
    await question.scrollIntoViewIfNeeded()
    const feedback = question.locator('details').first()
    if (javaScriptEnabled) {
      await question.locator('input').first().check()
      const button = question.locator('button')
      if ((await button.count()) > 0) await button.first().click()
    } else {
      await feedback.locator('summary').click()
      assert.ok((await feedback.innerText()).length > 40, 'a reason is shown')
    }
    assert.deepEqual(page.complaints, [])
    await page.context().close()
  }
})

test('switching the language stays at the paragraph', async () => {
  const page = await open(browser, { offline: true })
  await page.goto(pathToFileURL(path.join(out, 'ro/courses/interviewing/a1/purpose.html')).href)
  const ids = await page.evaluate(() => [...document.querySelectorAll('[id^="s-"]')].map((e) => e.id))
  assert.ok(ids.length > 20, 'paragraphs have ids')
  const prose = await page.locator('main > p[id^="s-"]').evaluateAll((all) => all.map((e) => e.id))
  const middle = prose[Math.floor(prose.length / 2)]
  await page.goto(`${page.url().split('#')[0]}#${middle}`)
  // By its place: the library would scroll a sticky header into view first.
  const box = await page.locator('.langs a[lang=ru]').boundingBox()
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.waitForURL(/\/ru\/courses/)
  const landed = ids.indexOf(page.url().split('#')[1])
  assert.ok(landed >= 0, page.url())
  assert.ok(Math.abs(landed - ids.indexOf(middle)) <= 2, `${page.url()}: a paragraph that was in view`)
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('[id^="s-"]')].map((e) => e.id)), ids)
  assert.deepEqual(page.complaints, [])
})
