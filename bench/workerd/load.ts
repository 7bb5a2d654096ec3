/** Sends requests over kept connections, with as little work as possible: the machine should be busy with workerd. */
import { connect, type Socket } from 'node:net'
import { CF } from './visitors.js'

export interface Question {
  readonly request: Buffer
  /** The expected response. Undefined if it is not checked. */
  readonly answer: string | undefined
}

const HEADERS = {
  Host: 'bench.example',
  'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'Accept-Language': 'sv-SE,sv;q=0.8,en-US;q=0.5,en;q=0.3',
  'MF-CF-Blob': JSON.stringify(CF), // workerd makes it `request.cf`
}

export const requestOf = (cookies: string, path = '/'): Buffer =>
  Buffer.from(
    [
      `GET ${path} HTTP/1.1`,
      ...Object.entries({ ...HEADERS, Cookie: cookies }).map(([name, value]) => `${name}: ${value}`),
      '\r\n',
    ].join('\r\n'),
  )

/** Sends one request at a time. */
interface Connection {
  ask(request: Buffer): Promise<string>
  close(): void
}

const open = async (url: URL): Promise<Connection> => {
  const socket: Socket = connect(Number(url.port), url.hostname)
  socket.setNoDelay(true)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let text = ''
  let settle: { resolve(body: string): void; reject(error: Error): void } | undefined
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    if (end < 0) return
    const [, length] = /content-length: (\d+)/i.exec(text) ?? []
    if (text.length < end + 4 + Number(length)) return
    const body = text.slice(end + 4)
    const wrong = text.startsWith('HTTP/1.1 200') ? undefined : new Error(text)
    text = ''
    if (wrong) settle?.reject(wrong)
    else settle?.resolve(body)
  })
  socket.on('error', (error) => settle?.reject(error))
  socket.on('close', () => settle?.reject(new Error('workerd closed the connection')))
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject }
        socket.write(request)
      }),
    close() {
      settle = undefined
      socket.destroy()
    },
  }
}

export interface Load {
  readonly url: URL
  readonly count: number
  /** Each of them sends one request at a time. */
  readonly connections: number
  /** The request with this number. */
  questionAt(place: number): Question
}

/**
 * Sends `count` requests.
 *
 * @returns the milliseconds of each
 * @throws Error if a response is wrong
 */
export const load = async ({ url, count, connections, questionAt }: Load): Promise<Float64Array> => {
  const times = new Float64Array(count)
  let next = 0
  const work = async (connection: Connection) => {
    for (let place = next++; place < count; place = next++) {
      const { request, answer } = questionAt(place)
      const begun = performance.now()
      const body = await connection.ask(request)
      times[place] = performance.now() - begun
      if (answer !== undefined && body !== answer)
        throw new Error(`${url}: the response is ${body}, not ${answer}`)
    }
    connection.close()
  }
  const opened = await Promise.all(Array.from({ length: connections }, () => open(url)))
  await Promise.all(opened.map(work))
  return times
}

/** Sends one request over a new connection. Returns the body of the response. */
export const askOnce = async (url: URL, request: Buffer): Promise<string> => {
  const connection = await open(url)
  try {
    return await connection.ask(request)
  } finally {
    connection.close()
  }
}
