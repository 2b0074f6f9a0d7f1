// The script of the page that checks certificates agrees with the Go code on
// every vector of docs/formats/certificate.md. It needs no browser.
import assert from 'node:assert/strict'
import { readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import vm from 'node:vm'
import { ascult, folder } from './lib/server.mjs'

const vectors = JSON.parse(await readFile(new URL('../docs/formats/vectors/certificate.json', import.meta.url), 'utf8'))

// A script made elsewhere may be named instead of building the site for it.
let dir, source, verify

before(async () => {
  source = process.env.VERIFY_SCRIPT
  if (!source) {
    dir = await folder('vectors')
    const out = path.join(dir, 'site')
    const built = await ascult('build', '--out', out)
    assert.equal(built.code, 0, built.stderr)
    const name = (await readdir(path.join(out, 'js'))).find((n) => n.startsWith('verify.'))
    source = path.join(out, 'js', name)
  }
  // No document: the script then offers its functions and does nothing.
  const world = vm.createContext({ crypto, TextEncoder, TextDecoder, atob, Uint8Array, DataView, ArrayBuffer, Date })
  vm.runInContext(await readFile(source, 'utf8'), world)
  verify = world.ascultVerify
})

after(() => dir && rm(dir, { recursive: true, force: true }))

test('numbers', () => {
  for (const { typed, number } of vectors.numbers) assert.equal(verify.parseNumber(typed) ?? '', number, typed)
})

test('certificates', async () => {
  for (const c of vectors.cases) {
    const got = await verify.judge(c.fragment, vectors.keys, vectors.revocations, c.today)
    assert.equal(got.outcome, c.outcome, c.what)
    if (!c.facts) continue
    const { latin = '', validUntil = '', replaces = '', ...facts } = c.facts
    const bare = (number) => number.replaceAll('-', '')
    assert.deepEqual({ ...got.facts }, {
      ...Object.fromEntries(Object.entries(facts).filter(([name]) => name !== 'editionHash')),
      edition: facts.editionHash, editionLabel: facts.edition, number: bare(facts.number), replaces: bare(replaces), latin, validUntil,
    }, c.what)
  }
})

test('a list of revocations that was changed is not believed, and the page says that there is none', async () => {
  const revoked = vectors.cases.find((c) => c.outcome === 'revoked')
  const emptied = { ...vectors.revocations, entries: [] }
  const got = await verify.judge(revoked.fragment, vectors.keys, emptied, revoked.today)
  assert.equal(got.outcome, 'valid')
  assert.equal(got.listed, undefined)
})

test('without Ed25519 nothing is confirmed or refused', async () => {
  const world = vm.createContext({ crypto: {}, TextEncoder, TextDecoder, atob, Uint8Array, DataView, ArrayBuffer, Date })
  vm.runInContext(await readFile(source, 'utf8'), world)
  const valid = vectors.cases[0]
  const got = await world.ascultVerify.judge(valid.fragment, vectors.keys, vectors.revocations, valid.today)
  assert.equal(got.outcome, 'unsupported')
})

test('the rings are those of internal/figure: its test has the same number and the same two arcs', () => {
  const paths = [...verify.rings('D6SK5R7RKHSP3MPTFW81QPWVDJ7', 112)]
  assert.equal(paths.length, 12)
  assert.equal(paths[0], 'M61.2 50.4A7.7 7.7 0 1 1 50.3 50.9')
  assert.equal(paths[11], 'M15.5 23.4A52.0 52.0 0 1 1 31.2 101.7')
})
