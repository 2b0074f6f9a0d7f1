// What each kind of page weighs, held to the budgets of lib/kinds.mjs. Bytes are
// the same on every machine; what Lighthouse says is not, and is printed by
// `make pages`.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { launch } from './lib/browser.mjs'
import { BUDGETS, kinds, weigh } from './lib/kinds.mjs'
import { Server } from './lib/server.mjs'

let server, browser
before(async () => {
  server = await Server.start()
  browser = await launch()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

test('no page weighs more than its kind may', async () => {
  const { list, finish } = await kinds(browser, server, 'ru')
  const over = []
  const look = async (kind) => {
    const bytes = await weigh(browser, kind)
    for (const [what, most] of Object.entries(BUDGETS[kind.budget])) {
      if (!(bytes[what] > 0 || what === 'script') || bytes[what] > most) over.push(`${kind.name}: ${what} ${bytes[what]} of ${most}`)
    }
  }
  for (const kind of list) await look(kind)
  for (const kind of await finish()) await look(kind)
  assert.deepEqual(over, [])
})
