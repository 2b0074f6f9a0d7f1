// Measures what an author waits for: from the write of a lesson's file to the
// new text in the page that a browser has open.
//
//   node bench/preview.mjs [--pages 1000] [--edits 30]
//   node bench/preview.mjs --source DIR --page ro/courses/…/lesson [--edits 30]
//
// Without --source the sample course is laid out again and again until there are so
// many lessons, all languages counted. ASCULT names the program (default: bin/ascult).
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { launch, open } from '../e2e/lib/browser.mjs'
import { folder, PROGRAM, ROOT } from '../e2e/lib/server.mjs'
import { LANGUAGES } from '../e2e/lib/texts.mjs'

const { values } = parseArgs({ options: { pages: { type: 'string', default: '1000' }, edits: { type: 'string', default: '30' }, source: { type: 'string' }, page: { type: 'string', default: 'ro/courses/interviewing/a1/purpose' } } })
const ORIGIN = 'interviewing'

/** A source with so many lessons: the sample course and copies of it without an exam. */
function lay(dir, pages) {
  for (const part of ['content', 'quizzes', 'data', 'spelling', 'hugo.yaml']) cpSync(path.join(ROOT, part), path.join(dir, part), { recursive: true })
  const lessons = readdirSync(path.join(dir, 'content/ro/courses', ORIGIN), { recursive: true }).filter((f) => f.endsWith('.md') && !f.endsWith('_index.md')).length * LANGUAGES.length
  for (let n = 1; n * lessons < pages; n++) {
    const id = `${ORIGIN}-${n}`
    for (const lang of LANGUAGES) cpSync(path.join(dir, 'content', lang, 'courses', ORIGIN), path.join(dir, 'content', lang, 'courses', id), { recursive: true })
    const index = path.join(dir, 'content/ro/courses', id, '_index.md')
    writeFileSync(index, readFileSync(index, 'utf8').replace(/^exam:.*\n(?:[ \t]+.*\n)*/m, '').replace(/^weight:.*$/m, `weight: ${n + 1}`))
    cpSync(path.join(dir, 'content', `${ORIGIN}.segments`), path.join(dir, 'content', `${id}.segments`)) // questions name segments by their ids
    mkdirSync(path.join(dir, 'quizzes', id))
    for (const kind of ['practice', 'scenario']) cpSync(path.join(dir, 'quizzes', ORIGIN, kind), path.join(dir, 'quizzes', id, kind), { recursive: true })
  }
}

const ours = !values.source
const dir = values.source ?? (await folder('bench'))
if (ours) {
  lay(dir, Number(values.pages))
  // The ids of segments are in place, as in every folder that was built once.
  execFileSync(PROGRAM, ['build', '--source', dir, '--out', path.join(dir, 'public')], { stdio: ['ignore', 'ignore', 'pipe'] })
}
const started = performance.now()
const child = spawn(PROGRAM, ['preview', '--source', dir, '--addr', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
const base = await new Promise((done, failed) => {
  let said = ''
  child.stdout.on('data', (d) => {
    said += d
    const found = /http:\/\/[\d.]+:\d+/.exec(said)
    if (found) done(found[0])
  })
  child.on('exit', (code) => failed(new Error(`preview ended with ${code}`)))
})
const ready = performance.now() - started
const browser = await launch()
try {
  const page = await open(browser)
  let arrived = () => {}
  await page.exposeFunction('arrived', (text) => arrived(text))
  await page.goto(`${base}/${values.page}.html`)
  await page.locator('#pv-panel .pill').waitFor()
  await page.evaluate(() => {
    new MutationObserver(() => {
      const found = /mark-\d+-here/.exec(document.querySelector('main')?.textContent ?? '')
      if (found && found[0] !== globalThis.last) globalThis.arrived((globalThis.last = found[0]))
    }).observe(document.querySelector('main'), { subtree: true, childList: true, characterData: true })
  })
  const file = path.join(dir, 'content', `${values.page}.md`)
  if (!existsSync(file)) throw new Error(`there is no ${file}`)
  const was = readFileSync(file, 'utf8')
  const lines = was.split('\n')
  const head = lines.indexOf('---', 1)
  const at = lines.findIndex((l, i) => i > head && /^\p{L}.{40,}[.!?]$/u.test(l))
  const took = []
  for (let i = 0; i <= Number(values.edits); i++) {
    const mark = `mark-${i}-here`
    const next = lines.with(at, `${lines[at]} ${mark}`).join('\n')
    const seen = new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`${mark} did not come in a minute`)), 60_000)
      arrived = (text) => {
        if (text !== mark) return
        clearTimeout(late)
        done(performance.now())
      }
    })
    const from = performance.now()
    writeFileSync(file, next)
    const ms = (await seen) - from
    if (i > 0) took.push(ms) // the first warms up
    await new Promise((done) => setTimeout(done, 300)) // as long as nobody types
  }
  writeFileSync(file, was)
  took.sort((a, b) => a - b)
  const part = (p) => took[Math.min(took.length - 1, Math.floor(took.length * p))].toFixed(0)
  const pages = LANGUAGES.map((l) => readdirSync(path.join(dir, 'content', l), { recursive: true }).filter((f) => f.endsWith('.md')).length).reduce((a, b) => a + b)
  console.log(`${pages} pages, ${took.length} edits: p50 ${part(0.5)} ms, p99 ${part(0.99)} ms, least ${took[0].toFixed(0)} ms; ready after ${(ready / 1000).toFixed(1)} s`)
} finally {
  await browser.close()
  child.removeAllListeners('exit')
  child.kill('SIGINT')
  await new Promise((done) => child.once('exit', done))
  if (ours) await rm(dir, { recursive: true, force: true })
}
