// What a lesson is made of besides its text: law cards, plan drawings, lists of
// what helps, the pocket card, and the pages about the site.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch, look, NARROW, open, WIDE } from './lib/browser.mjs'
import { Server } from './lib/server.mjs'
import { LANGUAGES } from './lib/texts.mjs'

const MODULE = 'courses/interviewing/a1'
const PAGES = { law: `${MODULE}/help.html`, plan: `${MODULE}/monday.html`, pocket: `${MODULE}/pocket.html`, privacy: 'about/privacy.html', contact: 'about/contact.html' }

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
  test(`cards, drawings and pages about the site, ${view.lang} ${view.width} ${view.colorScheme}`, async (job) => {
    for (const [kind, address] of Object.entries(PAGES)) {
      await job.test(kind, async () => {
        const page = await open(browser, { ...view, locale: view.lang })
        await page.goto(`${server.base}/${view.lang}/${address}`)
        await look(page, `${kind}-${view.lang}-${view.width}-${view.colorScheme}`)
        assert.deepEqual(page.complaints, [])
        await page.context().close()
      })
    }
  })
}

test('a law card says whose law it is, where it was read, and when', async () => {
  const page = await open(browser, WIDE)
  await page.goto(`${server.base}/ro/${PAGES.law}`)
  const cards = page.locator('.laws > .law')
  assert.ok((await cards.count()) >= 3)
  for (const card of await cards.all()) {
    assert.notEqual((await card.locator('.label').innerText()).trim(), '')
    assert.match(await card.innerText(), /Sursă văzută la \d+ [a-z]+ 20\d\d/)
  }
  await page.context().close()
})

// Colours come from classes alone, so each of these can choose its own.
test('a drawing is seen on light, dark, in forced colours and on paper', async () => {
  for (const look of [{}, { colorScheme: 'dark' }, { forcedColors: 'active' }, { media: 'print' }]) {
    const { media, ...options } = look
    const page = await open(browser, { ...WIDE, ...options })
    if (media) await page.emulateMedia({ media })
    await page.goto(`${server.base}/ro/${PAGES.plan}`)
    const svg = page.locator('figure.plan svg').first()
    assert.notEqual(await svg.getAttribute('aria-label'), '')
    const seen = await svg.evaluate((el) => {
      const style = (selector, property) => getComputedStyle(el.querySelector(selector))[property]
      const behind = style('.plan-floor', 'fill')
      return {
        wall: style('.plan-wall', 'stroke') !== behind,
        thing: style('.plan-thing', 'stroke') !== behind,
        number: style('.plan-number', 'fill') !== style('.plan-badge', 'fill'),
      }
    })
    assert.deepEqual(seen, { wall: true, thing: true, number: true }, JSON.stringify(look))
    const listed = await page.locator('figure.plan ol > li').count()
    assert.equal(await svg.locator('.plan-number').count(), listed)
    await page.context().close()
  }
})

test('the pocket card prints on one sheet in every language', async () => {
  for (const lang of LANGUAGES) {
    const page = await open(browser, WIDE)
    await page.goto(`${server.base}/${lang}/${PAGES.pocket}`)
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1')
    assert.equal(pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length, 1, lang)
    await page.context().close()
  }
})
