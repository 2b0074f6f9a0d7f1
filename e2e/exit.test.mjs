// Quick exit in Chromium and in Firefox: what is seen, what Back shows, what
// stays on the device, and what does not count as three presses of Shift.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { BROWSERS, drive } from './lib/drive.mjs'
import { PLAY, source } from './lib/play.mjs'
import { ascult, folder, Server } from './lib/server.mjs'
import { t } from './lib/texts.mjs'

const NEUTRAL = /^https:\/\/r[ou]\.wikipedia\.org\//

let dir, site, server, outside, elsewhere

before(async () => {
  dir = await folder('exit')
  await source(dir)
  site = path.join(dir, 'site')
  const built = await ascult('build', '--source', dir, '--out', site)
  assert.equal(built.code, 0, built.stderr)
  server = await Server.start({ args: ['--site', site] })
  outside = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end('<title>before</title><p>before</p>')).listen(0, '127.0.0.1')
  await once(outside, 'listening')
  elsewhere = `http://127.0.0.1:${outside.address().port}/`
})

after(async () => {
  outside?.close()
  await server?.stop()
  await rm(dir, { recursive: true, force: true })
})

const guide = (n) => `${server.base}/ro/g/${n}.html`
const lesson = () => `${server.base}/ro/courses/${PLAY}/a1/second.html` // a sensitive one: it has the button

/** A tab; `neutral` says what becomes of a request to the neutral site. */
async function tab(browser, { scripts = true } = {}) {
  const page = await (await browser.createBrowserContext()).newPage()
  page.neutral = (request) => request.respond({ contentType: 'text/html', body: '<title>ordinary</title><p>ordinary</p>' })
  await page.setRequestInterception(true)
  page.on('request', (request) => {
    const script = /\.js$/.test(request.url())
    const done = NEUTRAL.test(request.url()) ? page.neutral(request) : script && !scripts ? request.respond({ status: 404 }) : request.continue()
    done.catch(() => {}) // the tab was closed before its request was answered
  })
  await page.goto(elsewhere)
  return page
}

/** Waits for what a press leads to: the address, not the last byte. */
const arrived = (page, what) => page.waitForFunction((s) => new RegExp(s).test(location.href), {}, what.source ?? what)

async function follow(page, selector) {
  const url = await page.$eval(selector, (a) => a.href)
  await page.$eval(selector, (a) => a.click())
  await arrived(page, url.replace(/[.?]/g, '\\$&') + '$')
  await page.waitForSelector('main')
}

/** Presses Back or Forward, and returns the address of what is shown then. */
async function history(page, by) {
  const from = await page.evaluate((by) => (setTimeout(() => window.history.go(by)), location.href), by)
  await page.waitForFunction((from) => location.href !== from, {}, from)
  return page.evaluate(() => location.href)
}

async function left(page, name) {
  await arrived(page, NEUTRAL)
  assert.equal(await page.title(), 'ordinary', name)
  assert.equal(await history(page, -1), elsewhere, `${name}: Back shows what was there before`)
  assert.match(await history(page, 1), NEUTRAL, `${name}: Forward shows nothing of ours`)
}

/** The guide is still there, and seen. */
async function stays(page) {
  assert.deepEqual(await page.evaluate(() => [location.href, document.querySelector('h1').checkVisibility()]), [guide(1), true])
}

const shift = (page) => page.keyboard.press('Shift')

for (const name of BROWSERS) {
  test(name, async (job) => {
    const browser = await drive(name)
    job.after(() => browser.close())
    const it = (what, run, options) =>
      job.test(what, async () => {
        const page = await tab(browser, options)
        try {
          await run(page)
        } finally {
          await page.browserContext().close()
        }
      })

    await it('a visit of many pages is one entry of the history', async (page) => {
      await page.goto(`${server.base}/index.html`)
      await follow(page, 'main a[hreflang=ro]')
      await follow(page, '.find')
      await follow(page, '.brand')
      await follow(page, 'main a[href="g/index.html"]')
      await follow(page, 'main .ways a[href="1.html"]')
      await follow(page, '.langs a[hreflang=ru]')
      await follow(page, 'main .back a')
      await page.click('[data-exit]')
      await left(page, 'click')
    })

    await it('what leads from a guide elsewhere does not leave the guide behind', async (page) => {
      await page.goto(guide(2))
      await follow(page, '.brand')
      assert.equal(await history(page, -1), elsewhere)
    })

    await it('a lesson stays where Back leads', async (page) => {
      await page.goto(lesson())
      await follow(page, '.find')
      await follow(page, '.brand')
      assert.equal(await history(page, -1), lesson())
    })

    await it('three presses of Shift leave; each is counted and told', async (page) => {
      await page.goto(guide(1))
      const seen = () => page.$eval('[data-exit]', (a) => [a.innerText.match(/[●○]+/)?.[0] ?? '', document.querySelector('[data-exit] + [role=status]').textContent])
      assert.deepEqual(await seen(), ['', ''])
      await shift(page)
      assert.deepEqual(await seen(), ['●○○', t('ro', 'site_exit_two')])
      await shift(page)
      assert.deepEqual(await seen(), ['●●○', t('ro', 'site_exit_one')])
      await shift(page)
      await left(page, 'Shift')
    })

    for (const key of ['Alt', 'Control', 'Meta']) {
      await it(`${key} held while Shift is tapped does not leave`, async (page) => {
        await page.goto(guide(1))
        await page.keyboard.down(key)
        for (let i = 0; i < 4; i++) await shift(page)
        await page.keyboard.up(key)
        await stays(page)
        // Nor does Shift held while the other is tapped.
        await page.keyboard.down('Shift')
        for (let i = 0; i < 4; i++) await page.keyboard.press(key)
        await page.keyboard.up('Shift')
        await shift(page)
        await shift(page)
        await stays(page)
        await shift(page)
        await arrived(page, NEUTRAL)
      })
    }

    await it('AltGr held while Shift is tapped does not leave', async (page) => {
      await page.goto(guide(1))
      await page.evaluate(() => {
        for (let i = 0; i < 4; i++) for (const type of ['keydown', 'keyup']) dispatchEvent(new KeyboardEvent(type, { key: 'Shift', code: 'ShiftLeft', modifierAltGraph: true }))
      })
      await shift(page)
      await shift(page)
      await stays(page)
      await shift(page)
      await arrived(page, NEUTRAL)
    })

    await it('to write capitals, or anything between two presses, does not leave', async (page) => {
      await page.goto(guide(1))
      for (const letter of ['A', 'S', 'C', 'U']) {
        await page.keyboard.down('Shift')
        await page.keyboard.press(letter)
        await page.keyboard.up('Shift')
      }
      for (const key of ['x', 'Tab', 'Escape']) {
        await shift(page)
        await shift(page)
        await page.keyboard.press(key)
      }
      await page.keyboard.down('a')
      for (let i = 0; i < 4; i++) await shift(page)
      await page.keyboard.up('a')
      await stays(page)
      for (let i = 0; i < 3; i++) await shift(page)
      await arrived(page, NEUTRAL)
    })

    await it('presses more than five seconds apart are not counted together; a key that is held is one press', async (page) => {
      await page.evaluateOnNewDocument(() => {
        globalThis.clock = 1e6
        Object.defineProperty(Event.prototype, 'timeStamp', { get: () => globalThis.clock })
      })
      await page.goto(guide(1))
      const later = (ms) => page.evaluate((ms) => void (globalThis.clock += ms), ms)
      for (let i = 0; i < 4; i++) {
        await shift(page)
        await later(5001)
      }
      await page.evaluate(() => {
        for (let i = 0; i < 3; i++) dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift', code: 'ShiftLeft', repeat: i > 0 }))
        dispatchEvent(new KeyboardEvent('keyup', { key: 'Shift', code: 'ShiftLeft' }))
      })
      await later(4999)
      await shift(page)
      await later(4999)
      await stays(page)
      await shift(page)
      await arrived(page, NEUTRAL)
    })

    await it('the page is blank at once, under another title, and whole again if one comes back to it', async (page) => {
      page.neutral = (request) => request.respond({ status: 204 }) // the site that does not answer: the browser stays
      await page.goto(guide(1))
      const title = await page.title()
      const blank = await page.$eval('[data-exit]', (a) => {
        a.click()
        return [document.title, [...document.querySelectorAll('*')].filter((e) => e.getClientRects().length > 0).length]
      })
      assert.deepEqual(blank, ['ro.wikipedia.org', 0], 'title, things that are seen')
      const whole = await page.evaluate(() => {
        dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
        return [document.title, document.querySelector('h1').checkVisibility()]
      })
      assert.deepEqual(whole, [title, true])
    })

    await it('a guide leaves nothing of ours on the device but answers that wait to be sent; a lesson clears nothing', async (page) => {
      const fill = () =>
        page.evaluate(() => {
          for (const store of [localStorage, sessionStorage]) for (const key of ['ascult.read', 'ascult.exam.1', 'other']) store.setItem(key, '1')
          window.name = 'ascult.read{}'
        })
      const kept = () => page.evaluate(() => [Object.keys(localStorage).sort(), Object.keys(sessionStorage).sort()])
      await page.goto(guide(1))
      await fill()
      await page.click('[data-exit]')
      await arrived(page, NEUTRAL)
      assert.equal(await page.evaluate(() => window.name), '')
      await page.goto(guide(1))
      const rest = ['ascult.exam.1', 'other']
      assert.deepEqual(await kept(), [rest, rest])
      await page.goto(lesson())
      await fill()
      await page.click('[data-exit]')
      await arrived(page, NEUTRAL)
      await page.goto(lesson())
      const all = ['ascult.exam.1', 'ascult.read', 'other']
      assert.deepEqual(await kept(), [all, all])
    })

    await it(
      'without script it is a plain link',
      async (page) => {
        await page.goto(guide(1))
        await page.click('[data-exit]')
        await arrived(page, NEUTRAL)
        assert.equal(await history(page, -1), guide(1), 'and no page says more')
      },
      { scripts: false },
    )

    await it('from a disk it leads to an empty page', async (page) => {
      const file = (name) => pathToFileURL(path.join(site, 'ro', name)).href
      await page.goto(file('index.html'))
      await follow(page, 'main a[href="g/index.html"]')
      await follow(page, 'main .ways a[href="1.html"]')
      await page.click('[data-exit]')
      await arrived(page, 'about:blank')
      assert.equal(await history(page, -1), elsewhere)
    })
  })
}
