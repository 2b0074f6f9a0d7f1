// Prints what each kind of page weighs, against its budget, and what Lighthouse
// says of it: the median of three runs, as a phone. Run it with `make pages`.
//
//   node measure.mjs [--runs 3] [--lang ru] [--only PATTERN]
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify, parseArgs } from 'node:util'
import { launch } from '../../e2e/lib/browser.mjs'
import { BUDGETS, kinds, weigh } from '../../e2e/lib/kinds.mjs'
import { Server } from '../../e2e/lib/server.mjs'

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, lang: { type: 'string', default: 'ru' }, only: { type: 'string', default: '' }, source: { type: 'string', default: '' } } })
const run = promisify(execFile)
const cli = createRequire(import.meta.url).resolve('lighthouse/cli/index.js')
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

/** One run; now and then a browser gives no trace, and is asked again. */
async function lighthouse(kind) {
  for (let left = 3; ; left--) {
    try {
      return await once(kind)
    } catch (err) {
      if (left === 1) throw new Error(`Lighthouse cannot read ${kind.url}: ${err.stderr ?? err}`)
    }
  }
}

async function once({ url, who }) {
  const headers = who ? { Cookie: who.cookies.map((c) => `${c.name}=${c.value}`).join('; ') } : {}
  const { stdout } = await run(process.execPath, [cli, url, '--quiet', '--output=json', '--output-path=stdout', '--only-categories=performance,accessibility,best-practices',
    `--extra-headers=${JSON.stringify(headers)}`, '--chrome-flags=--headless=new --no-sandbox --disable-quic --disable-background-networking'],
  { env: { ...process.env, CHROME_PATH: process.env.CHROMIUM ?? '/usr/bin/chromium' }, maxBuffer: 1 << 28 })
  const result = JSON.parse(stdout)
  const score = (name) => Math.round((result.categories[name].score ?? 0) * 100)
  const failed = Object.values(result.audits).filter((a) => a.score !== null && a.score < 1 && ['binary', 'numeric', 'metricSavings'].includes(a.scoreDisplayMode)).map((a) => a.id)
  return {
    performance: score('performance'), accessibility: score('accessibility'), practices: score('best-practices'), failed,
    fcp: result.audits['first-contentful-paint'].numericValue, lcp: result.audits['largest-contentful-paint'].numericValue,
    tbt: result.audits['total-blocking-time'].numericValue, cls: result.audits['cumulative-layout-shift'].numericValue,
  }
}

const server = await Server.start({ args: values.source ? ['--source', values.source] : [] })
const browser = await launch()
try {
  const { list, finish } = await kinds(browser, server, values.lang)
  const rows = []
  const measure = async (kind) => {
    if (values.only && !new RegExp(values.only).test(kind.name)) return
    const bytes = await weigh(browser, kind)
    const budget = BUDGETS[kind.budget]
    const over = Object.keys(budget).filter((k) => bytes[k] > budget[k])
    const runs = []
    try {
      for (let i = 0; i < Number(values.runs); i++) runs.push(await lighthouse(kind))
    } catch (err) {
      runs.length = 0 // of a page it cannot read, such as a wrong address, the weight is told alone
      console.log(String(err.message).split('\n').slice(0, 3).join(' '))
    }
    const m = (k) => middle(runs.map((r) => r[k]))
    rows.push({
      page: kind.name, 'first KB': (bytes.first / 1024).toFixed(1), of: budget.first / 1024, 'again KB': (bytes.again / 1024).toFixed(1), 'html KB': (bytes.html / 1024).toFixed(1),
      'script KB': (bytes.script / 1024).toFixed(1), 'css KB': (bytes.style / 1024).toFixed(1), 'font KB': (bytes.font / 1024).toFixed(1), requests: bytes.requests, nodes: bytes.nodes, over: over.join(' '),
      ...(runs.length ? { perf: m('performance'), a11y: m('accessibility'), best: m('practices'), 'FCP s': (m('fcp') / 1000).toFixed(2), 'LCP s': (m('lcp') / 1000).toFixed(2), 'TBT ms': Math.round(m('tbt')), CLS: m('cls').toFixed(3) } : {}),
    })
    const failed = [...new Set(runs.flatMap((r) => r.failed))]
    console.log(Object.values(rows.at(-1)).join(' | '), failed.length ? `(below full marks: ${failed.join(', ')})` : '')
  }
  for (const kind of list) await measure(kind)
  for (const kind of await finish()) await measure(kind)
  console.table(rows)
} finally {
  await browser.close()
  await server.stop()
}
