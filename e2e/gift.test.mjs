// Another program's reader of GIFT, gift-pegjs, and ours agree: on what we
// write, and on what people write by hand. Number, type, texts, right answers
// and weights are compared; it has no types of its own for what we tag.
import assert from 'node:assert/strict'
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { after, before, test } from 'node:test'
import gift from 'gift-pegjs'
import { parse as yaml } from 'yaml'
import { ascult, folder, ROOT } from './lib/server.mjs'

let dir

before(async () => {
  dir = await folder('gift')
  for (const part of ['content', 'quizzes', 'data', 'spelling', 'hugo.yaml']) cpSync(path.join(ROOT, part), path.join(dir, part), { recursive: true })
})

after(() => rm(dir, { recursive: true, force: true }))

const PRACTICE = 'quizzes/interviewing/practice'

// gift-pegjs joins lines and puts its own blanks around what stands for a gap.
const bare = (text) => text.replace(/\[\[[a-z0-9-]+\]\]|_{5}/g, '').replace(/\s+/g, '')
const plain = ({ format, text }) => bare(format === 'html' ? text.replace(/<[^>]+>/g, '') : text)
const percent = (n) => Math.round(n * 100) / 100

/** What gift-pegjs read, in the words of this test. */
function theirs(text) {
  return gift.parse(text).filter((q) => q.type !== 'Category').map((q) => {
    const seen = { text: plain(q.stem) }
    switch (q.type) {
      case 'MC':
        seen.kind = q.choices.some((c) => c.isCorrect) ? 'one' : 'some'
        seen.answers = q.choices.map((c) => [plain(c.text), percent(c.weight ?? (c.isCorrect ? 100 : 0))])
        break
      case 'TF':
        return { ...seen, kind: 'truth', right: q.isTrue }
      case 'Short':
        return { ...seen, kind: 'typed', accept: q.choices.map((c) => c.text.text) }
      case 'Numerical':
        return { ...seen, kind: 'typed', accept: (Array.isArray(q.choices) ? q.choices : [{ text: q.choices }]).map((c) => String(c.text.number)) }
      case 'Matching':
        seen.kind = 'pairs'
        seen.pairs = q.matchPairs.map((p) => [plain(p.subquestion), bare(unescaped(p.subanswer))])
        break
      default:
        seen.kind = q.type
    }
    return seen
  })
}

// It leaves what was escaped in the second half of a pair in its own signs.
const unescaped = (text) => text.replace(/&&(\d{3});/g, (_, n) => String.fromCharCode(Number(n)))

/** A bank of ours in the same words; the marks are those of docs/formats/bank.md. */
function ours(bank) {
  return bank.questions.map((q) => {
    const seen = { text: bare((q.case ?? '') + q.text) }
    const right = q.options.filter((o) => o.correct).length
    switch (q.type) {
      case 'single':
      case 'judgement':
        return { ...seen, kind: 'one', answers: q.options.map((o) => [bare(o.text), o.correct ? 100 : (o.credit ?? 0)]) }
      case 'multiple':
      case 'spot':
        return { ...seen, kind: 'some', answers: q.options.map((o) => [bare((o.who ? `${o.who}: ` : '') + o.text), percent((o.correct ? 100 : -100) / right)]) }
      case 'true-false':
        return { ...seen, kind: 'truth', right: String(q.options.find((o) => o.correct).id) === 'true' }
      case 'gap':
        return { ...seen, kind: 'typed', accept: q.options.flatMap((o) => o.accept) }
      case 'match':
        return { ...seen, kind: 'pairs', pairs: q.options.map((o) => [bare(o.text), bare(o.match)]) }
      default:
        return { ...seen, kind: q.type }
    }
  })
}

/** Exports a bank of the sample's copy, asks both readers. */
async function agree(name, lang, source) {
  const told = await ascult('export', 'gift', `interviewing/practice/${name}`, '--lang', lang, '--source', dir, '--out', '-')
  assert.equal(told.code, 0, told.stderr)
  const fits = ({ type, options }) => type !== 'order' && (type !== 'gap' || options.length === 1)
  const want = ours({ questions: source.questions.filter(fits) })
  assert.ok(want.length > 0)
  assert.deepEqual(theirs(told.stdout), want, `${name}.${lang}`)
  return told
}

test('the practice banks of the sample, in every language', async () => {
  let banks = 0
  for (const file of readdirSync(path.join(dir, PRACTICE)).filter((f) => /^[^.]+\.yaml$/.test(f))) {
    const name = file.replace('.yaml', '')
    const source = yaml(readFileSync(path.join(dir, PRACTICE, file), 'utf8'))
    for (const lang of ['ro', 'ru', 'uk', 'en']) await agree(name, lang, lang === 'ro' ? source : translated(source, name, lang))
    banks++
  }
  assert.ok(banks > 0)
})

/** Lays the texts of a translation over a bank. */
function translated(bank, name, lang) {
  const texts = yaml(readFileSync(path.join(dir, PRACTICE, `${name}.${lang}.yaml`), 'utf8')).questions
  return {
    questions: bank.questions.map((q) => ({
      ...q,
      ...texts[q.id],
      options: q.options.map((o) => ({ ...o, ...texts[q.id].options[o.id] })),
    })),
  }
}

test('a bank with all eight types, and characters that GIFT takes for its own', async () => {
  const text = readFileSync(new URL('gift.bank.yaml', import.meta.url), 'utf8')
  writeFileSync(path.join(dir, PRACTICE, 'eight.yaml'), text)
  const bank = yaml(text)
  assert.equal(new Set(bank.questions.map((q) => q.type)).size, 8)
  const { stderr } = await agree('eight', 'ro', bank)
  for (const left of ['steps', 'two-gaps']) assert.match(stderr, new RegExp(`^ +${left}$`, 'm'), `${left} is named as left out`)
})

test('what people write by hand is read alike', async () => {
  const file = new URL('gift.corpus.gift', import.meta.url)
  const told = await ascult('import', 'gift', file.pathname, '--source', dir, '--course', 'interviewing', '--bank', 'hand')
  assert.equal(told.code, 0, told.stderr)
  const mine = ours(yaml(readFileSync(path.join(dir, PRACTICE, 'hand.yaml'), 'utf8')))
  assert.ok(mine.length >= 12)
  assert.deepEqual(mine, theirs(readFileSync(file, 'utf8')))
})
