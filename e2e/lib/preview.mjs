// A preview on a copy of the sample that may be written to.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { folder, PROGRAM, ROOT } from './server.mjs'

export class Preview {
  static async start({ args = [], prepare = () => {} } = {}) {
    const p = new Preview()
    p.dir = await folder('preview')
    for (const part of ['content', 'quizzes', 'data', 'spelling', 'hugo.yaml']) cpSync(path.join(ROOT, part), path.join(p.dir, part), { recursive: true })
    prepare(p)
    p.child = spawn(PROGRAM, ['preview', '--source', p.dir, '--addr', '127.0.0.1:0', '--lang', 'en', ...args], { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] })
    p.log = ''
    for (const stream of [p.child.stdout, p.child.stderr]) stream.on('data', (d) => (p.log += d))
    const ended = once(p.child, 'exit').then(([code, signal]) => {
      throw new Error(`preview ended with ${code ?? signal}:\n${p.log}`)
    })
    ended.catch(() => {}) // it ends some day
    await Promise.race([
      ended,
      new Promise((done) => p.child.stdout.on('data', () => {
        const found = /http:\/\/[\d.]+:\d+/.exec(p.log)
        if (found) done((p.base = found[0]))
      })),
    ])
    return p
  }

  read(name) {
    return readFileSync(path.join(this.dir, name), 'utf8')
  }

  write(name, text) {
    writeFileSync(path.join(this.dir, name), text)
  }

  /** Changes one text of a file; returns what the file said. */
  edit(name, old, text) {
    const was = this.read(name)
    if (!was.includes(old)) throw new Error(`${name} does not say ${old}`)
    this.write(name, was.replace(old, text))
    return was
  }

  async stop() {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit')
      this.child.kill('SIGINT')
      this.code = (await gone)[0]
    }
    await rm(this.dir, { recursive: true, force: true })
    return this.code
  }
}
