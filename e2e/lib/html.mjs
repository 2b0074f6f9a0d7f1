// What html-validate says of a page as it was sent.
import assert from 'node:assert/strict'
import { HtmlValidate, StaticConfigLoader } from 'html-validate'

const judge = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    rules: {
      // How HTML is written is not what is judged here.
      'attribute-boolean-style': 'off',
      'attribute-empty-style': 'off',
      'doctype-style': 'off',
      'empty-heading': 'off', // hidden until a script fills it; axe judges those that are seen
      'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'submit'] }],
      'long-title': 'off',
      'no-raw-characters': 'off',
      'no-trailing-whitespace': 'off',
      'void-style': 'off',
      'no-inline-style': 'error',
    },
  }),
)

export async function valid(html, name) {
  const { results } = await judge.validateString(html)
  assert.deepEqual(
    results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`)),
    [],
    `${name}: HTML`,
  )
}
