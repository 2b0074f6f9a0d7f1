// The texts of the interface and of the banks, so that wording may change
// without touching a test.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { ROOT } from './server.mjs'

export const LANGUAGES = ['ro', 'ru', 'uk', 'en']

export const file = (name) => parse(readFileSync(path.join(ROOT, name), 'utf8'), { schema: 'failsafe' })
const texts = Object.fromEntries(LANGUAGES.map((lang) => [lang, file(`i18n/${lang}.yaml`)]))

/** A text of the interface; data fills its placeholders, Count chooses the plural form. */
export function t(lang, key, data = {}) {
  let s = texts[lang][key]
  if (s === undefined) throw new Error(`no text ${key} in ${lang}`)
  if (typeof s === 'object') s = s[new Intl.PluralRules(lang).select(data.Count)] ?? s.other
  return s.replace(/\{\{ ?\.(\w+) ?\}\}/g, (_, name) => String(data[name] ?? ''))
}

/** Folds what typography may change: spaces, quotes, dashes. */
export const fold = (s) =>
  s
    .normalize('NFC')
    .replace(/[\s\u00a0\u2060]+/g, ' ')
    .replace(/[«»„“”‟"]/g, '"')
    .replace(/[’‘']/g, "'")
    .trim()

/** The text of a question without its gaps. */
const stem = (s) => fold(s.replace(/\[\[[a-z0-9-]+\]\]/g, ' '))

/** The questions of the sample exam, with texts in every language. */
export function examQuestions(course = 'interviewing', bank = 'a1', source = 'ro') {
  const own = file(`quizzes/${course}/exam/${bank}.yaml`)
  return own.questions.map((q) => {
    const out = { id: q.id, type: q.type, text: {}, right: {}, options: {}, match: {} }
    for (const lang of LANGUAGES) {
      const other = lang === source ? undefined : file(`quizzes/${course}/exam/${bank}.${lang}.yaml`).questions[q.id]
      const own = (o) => (other ? other.options[o.id] : o)
      const word = (o) => {
        const { who, text, accept } = own(o)
        if (q.type === 'true-false') return t(lang, `exam_${o.id}`)
        if (q.type === 'gap') return accept[0]
        return who ? `${who}: ${text}` : text
      }
      out.text[lang] = stem(other ? other.text : q.text)
      out.options[lang] = q.options.map((o) => fold(word(o)))
      out.match[lang] = q.options.map((o) => fold((other ? other.options[o.id].match : o.match) ?? ''))
      out.right[lang] = q.options.filter((o) => o.correct === 'true').map((o) => fold(word(o)))
    }
    return out
  })
}
