// A site made for tests: a course with every type of practice, two scenarios on
// one page, three lessons to make progress in; and three guides.
import { readFileSync } from 'node:fs'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import { ROOT } from './server.mjs'
import { LANGUAGES } from './texts.mjs'

export const PLAY = 'play'
export const LESSONS = ['first', 'second', 'third']

const SOURCE = 'CTI'
const page = (front, body) => `---\n${stringify(front)}---\n\n${body}`

/** Paragraphs of a lesson; a test changes one to see what follows. */
export const paragraphs = (lang, lesson) => [1, 2, 3, 4].map((n) => `Paragraph ${n} of the ${lesson} lesson in ${lang}.`)

function lesson(lang, name, texts) {
  const body = [`## Aim\n`, ...texts.map((p) => p + '\n')]
  if (name === 'first') body.push('{{< practice all >}}\n')
  if (name === 'third') body.push('{{< practice written >}}\n')
  if (name === 'second') body.push('{{< scenario door >}}\n', '## Between\n', 'A word between two conversations.\n', '{{< scenario short >}}\n')
  return body.join('\n')
}

const questions = [
  { id: 'one', type: 'single', options: [{ id: 'a', correct: 'true' }, { id: 'b' }] },
  { id: 'steps', type: 'order', options: ['wake', 'wash', 'eat', 'leave'].map((id) => ({ id })) },
  { id: 'pairs', type: 'match', options: ['dog', 'cat', 'cow'].map((id) => ({ id, match: true })) },
]

const nodes = [
  {
    id: 'door',
    lines: [{ who: 'irina', text: 'I only want to ask.' }, { text: 'She looks at the door.' }],
    choices: [
      { id: 'form', say: 'Fill in the form.', effect: 'risk', change: { trust: -1 }, reply: [{ who: 'irina', text: 'I see.' }], next: 'mend' },
      { id: 'sit', say: 'Sit down. Are you safe?', effect: 'supports', change: { trust: 2, safety: 1 }, reply: [{ who: 'irina', text: 'Thank you.' }], next: 'talk' },
    ],
  },
  {
    id: 'mend',
    repair: true,
    lines: [{ text: 'She takes her bag.', when: ['trust < 0'] }, { text: 'She stands up.' }],
    choices: [
      { id: 'sorry', say: 'The form can wait.', effect: 'supports', change: { trust: 1 }, next: 'talk' },
      { id: 'wait', silent: true, effect: 'open', reply: [{ text: 'The clock is heard.' }], next: 'end' },
    ],
  },
  {
    id: 'talk',
    lines: [{ who: 'irina', text: 'He has my passport.' }],
    choices: [
      { id: 'note', do: 'Write down her words.', effect: 'supports', change: { evidence: 1 }, next: 'end' },
      { id: 'push', say: 'Who? Say the name.', effect: 'risk', change: { trust: -2 }, next: 'end' },
    ],
  },
]

const endings = [
  { id: 'returns', when: ['trust >= 2', 'safety >= 1'], title: 'She comes back', text: ['She comes back on Friday.'], record: ['Her own words.'], unsaid: ['What the form would have cost.'] },
  { id: 'leaves', title: 'She leaves', text: ['The door closes.'], record: [], unsaid: ['That he has her passport.'] },
]

const short = [{ id: 'only', lines: [{ who: 'ion', text: 'Good day.' }], choices: ['yes', 'no'].map((id) => ({ id, say: `I say ${id}.`, effect: 'open', change: { trust: id === 'yes' ? 1 : -1 }, next: 'end' })) }]

// Every text says its language, so that none can stand in for another.
const said = (lang, text) => `${text} (${lang})`

function scenario(people, place, own, ends) {
  const lines = (list, lang) => list.map((l) => (lang === 'ro' ? { ...l, text: said(lang, l.text) } : said(lang, l.text)))
  const file = (lang) => {
    const main = lang === 'ro'
    const words = (o, keys) => Object.fromEntries(keys.filter((k) => k in o).map((k) => [k, Array.isArray(o[k]) ? o[k].map((t) => said(lang, t)) : said(lang, o[k])]))
    const node = (n) => {
      const choice = (c) => ({
        ...(main ? c : {}),
        ...words(c, ['say', 'do']),
        ...(c.reply ? { reply: lines(c.reply, lang) } : {}),
        feedback: said(lang, `Why ${c.id}.`),
        ...(main ? { source: [SOURCE] } : {}),
      })
      return { ...(main ? n : {}), lines: lines(n.lines, lang), choices: main ? n.choices.map(choice) : Object.fromEntries(n.choices.map((c) => [c.id, choice(c)])) }
    }
    const ending = (e) => ({ ...(main ? e : {}), ...words(e, ['title', 'text', 'record', 'unsaid']) })
    const head = main ? { kind: 'scenario', counters: [...new Set(own.flatMap((n) => n.choices.flatMap((c) => Object.keys(c.change ?? {}))))], source: [SOURCE] } : {}
    return {
      ...head,
      place: said(lang, place),
      about: said(lang, 'You are on duty.'),
      content_note: said(lang, 'It speaks of fear.'),
      people: Object.fromEntries(Object.entries(people).map(([id, name]) => [id, said(lang, name)])),
      ...(main ? { start: own[0].id } : {}),
      nodes: main ? own.map(node) : Object.fromEntries(own.map((n) => [n.id, node(n)])),
      endings: main ? ends.map(ending) : Object.fromEntries(ends.map((e) => [e.id, ending(e)])),
      debrief: [said(lang, 'What would you do again?')],
    }
  }
  return file
}

function practice(lang) {
  const main = lang === 'ro'
  const option = (q, o) => ({
    ...(main ? { id: o.id, ...(o.correct ? { correct: true } : {}) } : {}),
    text: said(lang, `Option ${o.id}`),
    ...(o.match ? { match: said(lang, `Sound of the ${o.id}`) } : {}),
    feedback: said(lang, `Because of ${o.id}.`),
  })
  const question = (q) => ({
    ...(main ? { id: q.id, type: q.type, points: 1, difficulty: 1, objective: 1, source: [SOURCE], read: 'a1/first' } : {}),
    text: said(lang, `Question ${q.id}?`),
    feedback: said(lang, `All about ${q.id}.`),
    options: main ? q.options.map((o) => option(q, o)) : Object.fromEntries(q.options.map((o) => [o.id, option(q, o)])),
  })
  return { ...(main ? { kind: 'practice' } : {}), questions: main ? questions.map(question) : Object.fromEntries(questions.map((q) => [q.id, question(q)])) }
}

/** What is typed and what is accepted: the same table holds the server's folding. */
export const folding = JSON.parse(readFileSync(path.join(ROOT, 'internal/quiz/testdata/folding.json'), 'utf8'))

const sizes = (list, n) => list.length ? [list.slice(0, n), ...sizes(list.slice(n), n)] : []

/** Gaps that hold the table, seven to a sentence, those that are exact apart. */
export const sentences = [false, true].flatMap((exact) => sizes(folding.filter((f) => !!f.exact === exact), 7).map((cases) => ({ exact, cases })))

// Gaps, lines and a case; languages have the gaps in different orders.
function written(lang) {
  const main = lang === 'ro'
  const head = (id, type) => (main ? { id, type, points: 1, difficulty: 1, objective: 1, source: [SOURCE], read: 'a1/third' } : {})
  const option = (id, texts, own = {}) => ({ ...(main ? { id, ...own } : {}), ...texts, feedback: said(lang, `Because of ${id}.`) })
  const options = (list) => (main ? list : Object.fromEntries(list.map((o, i) => [ids[i], o])))
  let ids = []
  const make = (id, type, texts, list, own = {}) => {
    ids = list.map((l) => l[0])
    return [id, { ...head(id, type), ...(main ? own : {}), ...texts, feedback: said(lang, `All about ${id}.`), options: options(list.map(([oid, t, o]) => option(oid, t, o))) }]
  }
  const all = [
    make('gaps', 'gap', { text: lang === 'uk' ? 'Then [[what]] for [[n]] seconds (uk).' : said(lang, 'Wait [[n]] seconds, then [[what]].'), hint: said(lang, 'A small number.') }, [['n', { accept: ['4', `four ${lang}`] }], ['what', { accept: [`listen ${lang}`] }]]),
    make('lines', 'spot', { text: said(lang, 'Where is the answer in the question?') }, [
      ['greet', { who: said(lang, 'Ion'), text: said(lang, 'Good day.') }],
      ['lead', { who: said(lang, 'Ion'), text: said(lang, 'He hit you?') }, { correct: true }],
      ['push', { who: said(lang, 'Ion'), text: said(lang, 'Twice?') }, { correct: true }],
    ]),
    make('case', 'judgement', { case: said(lang, 'A brother offers to translate.'), text: said(lang, 'What do you do about the brother?') }, [
      ['decline', { text: said(lang, 'Decline, thank him.') }, { correct: true }],
      ['greeting', { text: said(lang, 'For the greeting only.') }, { credit: 50 }],
      ['begin', { text: said(lang, 'Let him translate all.') }],
    ]),
    ...sentences.map(({ exact, cases }, i) =>
      make(`fold-${i}`, 'gap', { text: said(lang, `Sentence ${i} of the table: ` + cases.map((_, k) => `[[g${k}]]`).join(' and ')) }, cases.map((c, k) => [`g${k}`, { accept: [c.accepted] }]), exact ? { diacritics: 'exact' } : {}),
    ),
  ]
  return { ...(main ? { kind: 'practice', confidence: true } : {}), questions: main ? all.map((q) => q[1]) : Object.fromEntries(all) }
}

function exam(lang) {
  const main = lang === 'ro'
  const option = (id) => ({ ...(main ? { id, ...(id === 'yes' ? { correct: true } : {}) } : {}), text: said(lang, `Answer ${id}`), feedback: said(lang, `Reason ${id}.`) })
  const ids = ['yes', 'no']
  const question = {
    ...(main ? { id: 'last', type: 'single', points: 1, difficulty: 1, objective: 1, source: [SOURCE], read: 'a1/first', canary: 'p1a2y3e4x5a6m7q8' } : {}),
    text: said(lang, 'Is this the end of the course?'),
    feedback: said(lang, 'It is.'),
    options: main ? ids.map(option) : Object.fromEntries(ids.map((id) => [id, option(id)])),
  }
  return { ...(main ? { kind: 'exam', specimen: true } : {}), questions: main ? [question] : { last: question } }
}

/** Writes the source; texts may replace the paragraphs of a lesson by language and name. */
export async function source(dir, texts = paragraphs) {
  await cp(path.join(ROOT, 'data'), path.join(dir, 'data'), { recursive: true })
  const write = async (name, data) => {
    await mkdir(path.dirname(path.join(dir, name)), { recursive: true })
    await writeFile(path.join(dir, name), data)
  }
  const scenarios = {
    door: scenario({ irina: 'Irina' }, 'Section 2, Monday, 17:40', nodes, endings),
    short: scenario({ ion: 'Ion' }, 'Corridor, Tuesday, 9:00', short, [{ ...endings[0], when: ['trust >= 1'] }, endings[1]]),
  }
  for (const lang of LANGUAGES) {
    const own = lang === 'ro'
    const at = `content/${lang}/courses/${PLAY}`
    const name = (stem) => `${stem}${own ? '' : '.' + lang}.yaml`
    for (const list of ['_index.md', 'courses/_index.md', 'g/_index.md']) await write(`content/${lang}/${list}`, page({ title: `${list} ${lang}` }, ''))
    for (const n of [1, 2, 3]) await write(`content/${lang}/g/${n}.md`, page({ title: `Guide ${n}`, heading: `What guide ${n} is about (${lang})`, ...(own ? { weight: n } : {}) }, `A guide, number ${n}.\n`))
    await write(`${at}/_index.md`, page({ title: `Play ${lang}`, summary: 'S.', audience: 'A.', objectives: ['O'], ...(own ? { source: 'ro', edition: '1', law_date: '2026-01-01', weight: 9, exam: { draw: 1, pass: 100, attempts: 3, wait_hours: 0, time_minutes: 0 } } : {}) }, ''))
    await write(`${at}/a1/_index.md`, page({ title: `Module ${lang}`, summary: 'S.', ...(own ? { weight: 1 } : {}) }, ''))
    for (const [i, l] of LESSONS.entries()) {
      await write(`${at}/a1/${l}.md`, page({ title: `Lesson ${l} ${lang}`, summary: 'S.', ...(own ? { weight: i + 1, sensitive: l === 'second' } : {}) }, lesson(lang, l, texts(lang, l))))
    }
    await write(`quizzes/${PLAY}/practice/${name('all')}`, stringify(practice(lang)))
    await write(`quizzes/${PLAY}/practice/${name('written')}`, stringify(written(lang)))
    await write(`quizzes/${PLAY}/exam/${name('all')}`, stringify(exam(lang)))
    for (const [id, file] of Object.entries(scenarios)) await write(`quizzes/${PLAY}/scenario/${name(id)}`, stringify(file(lang)))
  }
}
