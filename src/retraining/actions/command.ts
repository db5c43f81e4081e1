import type { ChildProcess } from 'node:child_process'
import type { Monitor, RetrainingAction } from '../../config/project.ts'
import { type ActionCall, ActionFailed, type PreparedAction } from './action-effects.ts'
import { lateValue } from './late-value.ts'

/**
 * Starts a program with its arguments as they are: no shell reads them. The decision comes in as JSON on its input, and the key of this
 * action of this decision as LEEWAY_IDEMPOTENCY_KEY. Nobody can tell whether a program that was cut off by a crash had done its work, so
 * it is not started again by itself.
 */
export function prepareCommand(action: Extract<RetrainingAction, { kind: 'command' }>, monitor: Monitor): PreparedAction {
  const words = action.command.map((text) => lateValue(text, monitor, 'a command'))
  return {
    repeatable: false,
    perform: (call) => runCommand(words[0]!, words.slice(1), action.command[0]!.written, call),
  }
}

/** The end of what it printed that is kept. */
const KEPT = 2_000
const SHOWN = 300
/** After a program has ended, its last words may still be on their way; a child that it left behind may keep them open for ever. */
const LAST_WORDS_MS = 200
const KILL_MS = 5_000

async function runCommand(program: string, args: readonly string[], name: string, call: ActionCall): Promise<string> {
  const { effects, limits, folder, signal, body, key } = call
  const child = effects.spawn(program, args, {
    cwd: folder,
    env: { ...effects.env, LEEWAY_IDEMPOTENCY_KEY: key },
    shell: false,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const printed = collect(child)
  // A program that does not read its input closes it: no error.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(body)
  let stopped: 'time' | 'interrupted' | null = null
  const stop = (why: 'time' | 'interrupted'): void => {
    stopped ??= why
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), KILL_MS).unref()
  }
  const timer = setTimeout(() => stop('time'), limits.commandMs)
  const interrupt = (): void => stop('interrupted')
  signal.addEventListener('abort', interrupt, { once: true })
  if (signal.aborted) interrupt()
  try {
    const { code, killedBy } = await ended(child, name)
    if (stopped === 'interrupted') signal.throwIfAborted()
    if (stopped === 'time') throw new ActionFailed(`${name} did not end within ${limits.commandMs / 1000} s and was stopped`)
    const tail = printed()
    if (code !== 0)
      throw new ActionFailed(`${name} ended with ${code === null ? `signal ${killedBy}` : `exit code ${code}`}${tail}`)
    return `exit code 0${tail}`
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}

interface Ended {
  readonly code: number | null
  readonly killedBy: NodeJS.Signals | null
}

function ended(child: ChildProcess, name: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no such program' : (error.code ?? error.message)
      reject(new ActionFailed(`${name} could not be started: ${why}`))
    })
    child.once('exit', (code, killedBy) => {
      const done = (): void => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        resolve({ code, killedBy })
      }
      const timer = setTimeout(done, LAST_WORDS_MS)
      child.once('close', () => {
        clearTimeout(timer)
        done()
      })
    })
  })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const add = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-KEPT)
  }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  return () => {
    const short = text.trim().replaceAll(/\s+/g, ' ')
    return short === '' ? '' : `: ${short.length > SHOWN ? `…${short.slice(-SHOWN)}` : short}`
  }
}
