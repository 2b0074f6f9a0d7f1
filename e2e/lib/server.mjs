// Starts the program on a free port with a state folder of its own, and runs
// its other commands.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const PROGRAM = process.env.ASCULT ?? path.join(ROOT, 'bin', 'ascult')
const run = promisify(execFile)

async function freePort() {
  const s = createServer().listen(0, '127.0.0.1')
  await once(s, 'listening')
  const { port } = s.address()
  s.close()
  await once(s, 'close')
  return port
}

export const folder = (name) => mkdtemp(path.join(tmpdir(), `ascult-${name}-`))

/** Runs a command of the program; returns what it printed and its exit code. */
export async function ascult(...args) {
  try {
    const { stdout, stderr } = await run(PROGRAM, args, { cwd: tmpdir(), env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    return { code: 0, stdout, stderr }
  } catch (err) {
    if (typeof err.code !== 'number') throw err
    return { code: err.code, stdout: err.stdout, stderr: err.stderr }
  }
}

/** A server: start, kill (as a power cut does to a process), start again, stop. */
export class Server {
  static async start(options = {}) {
    const s = new Server()
    s.args = options.args ?? []
    s.state = await folder('state')
    s.port = await freePort()
    s.base = `http://127.0.0.1:${s.port}`
    await s.run()
    return s
  }

  async run() {
    this.log = ''
    this.child = spawn(PROGRAM, ['serve', '--addr', `127.0.0.1:${this.port}`, '--base-url', this.base, '--state', this.state, ...this.args], {
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (d) => (this.log += d))
    const ended = once(this.child, 'exit').then(([code, signal]) => {
      throw new Error(`serve ended with ${code ?? signal}:\n${this.log}`)
    })
    ended.catch(() => {}) // it ends some day
    await Promise.race([ended, this.ready()])
  }

  async ready() {
    for (let i = 0; i < 1200; i++) {
      try {
        if ((await fetch(`${this.base}/readyz`)).ok) return
      } catch {
        // not listening yet
      }
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`serve is not ready after two minutes:\n${this.log}`)
  }

  async end(signal) {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const gone = once(this.child, 'exit')
    this.child.kill(signal)
    await gone
  }

  kill() {
    return this.end('SIGKILL')
  }

  async stop() {
    await this.end('SIGTERM')
    await rm(this.state, { recursive: true, force: true })
  }

  /** An invitation for the first trainer, as the operator makes it. */
  async invite(lang, role = 'trainer') {
    const { code, stdout, stderr } = await ascult('user', 'invite', '--role', role, '--state', this.state, '--base-url', this.base, '--lang', lang)
    if (code !== 0) throw new Error(`user invite: ${stderr}`)
    return stdout.trim().split('\n').at(-1)
  }
}
