/** Where another company's server would stand: answers what a test tells it to, and keeps what it was asked. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'

export interface Asked {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** Parsed where it is JSON. */
  readonly body: unknown
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: unknown
  /** The connection ends without an answer. */
  readonly hangUp?: true
}

export interface FakeServer {
  readonly address: string
  readonly asked: Asked[]
  stop(): Promise<void>
}

export async function startFake(answer: (asked: Asked, number: number) => Answer | Promise<Answer>): Promise<FakeServer> {
  const asked: Asked[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://fake')
      const text = Buffer.concat(chunks).toString('utf8')
      const isJson = request.headers['content-type'] === 'application/json' && text !== ''
      const one: Asked = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: isJson ? JSON.parse(text) : text,
      }
      asked.push(one)
      Promise.resolve(answer(one, asked.length)).then(
        ({ status = 200, headers = {}, body = {}, hangUp }) => {
          if (hangUp) {
            request.socket.destroy()
            return
          }
          const content = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(content)
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  if (typeof bound !== 'object' || bound === null) throw new Error('no port')
  return {
    address: `http://127.0.0.1:${bound.port}`,
    asked,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** In front of a real server: passes everything on, unless it is told to fail. */
export async function startProxy(real: string) {
  const state: { answer: ((asked: Asked) => Answer | null) | null; loseAnswerTo: string | null } = {
    answer: null,
    loseAnswerTo: null,
  }
  const fake = await startFake(async (asked) => {
    const own = state.answer?.(asked)
    if (own) return own
    const query = new URLSearchParams(asked.query)
    const isBody = asked.method !== 'GET'
    const response = await fetch(`${real}${asked.path}${query.size === 0 ? '' : `?${query}`}`, {
      method: asked.method,
      headers: { 'content-type': asked.headers['content-type'] ?? 'application/json' },
      ...(isBody ? { body: typeof asked.body === 'string' ? asked.body : JSON.stringify(asked.body) } : {}),
    })
    const body = new Uint8Array(await response.arrayBuffer())
    if (state.loseAnswerTo !== null && asked.path.endsWith(state.loseAnswerTo)) {
      state.loseAnswerTo = null
      return { hangUp: true }
    }
    return { status: response.status, body }
  })
  return { ...fake, state }
}
