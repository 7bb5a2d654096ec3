import type { ContractCase } from '../contract-case.js'
import { expectEqual, expectTrue } from '../expect.js'
import type { ProviderUnderTest } from './provider.js'
import { failureOf, openAnswer, withApi } from './world.js'

/** What fetching must do when the API works. */
export const answerCases = (subject: ProviderUnderTest): readonly ContractCase[] => [
  {
    name: 'an answer compiles to a snapshot in the provider’s dialect, with flags',
    run: () =>
      withApi(subject, subject.respond, async ({ fetch }) => {
        const { name, dialect } = subject.createProvider()
        const { header, all } = openAnswer(subject, await fetch())
        expectEqual(header.provider, name, 'the provider in the header')
        expectEqual(header.dialect, dialect.name, 'the dialect in the header')
        expectTrue(all().length > 0, 'there must be at least one flag')
      }),
  },
  {
    name: 'the same answer has the same fingerprint, which the snapshot keeps; other flags have another',
    run: () =>
      withApi(subject, subject.respond, async ({ fetch }) => {
        const [first, second] = [await fetch(), await fetch()]
        expectEqual(second.fingerprint, first.fingerprint, 'the fingerprint of the same answer')
        expectEqual(openAnswer(subject, first).header.source, first.fingerprint, 'the source in the header')
        subject.change()
        expectTrue((await fetch()).fingerprint !== first.fingerprint, 'the fingerprint must change')
      }),
  },
  {
    name: 'an answer that is published already has the published fingerprint',
    run: () =>
      withApi(subject, subject.respond, async ({ fetch }) => {
        const published = (await fetch()).fingerprint
        expectEqual((await fetch({ published })).fingerprint, published, 'the fingerprint')
      }),
  },
]

const HTML = '<!doctype html><title>502 Bad Gateway</title>'

/** What fetching must do when the API does not work. */
export const failureCases = (subject: ProviderUnderTest): readonly ContractCase[] => {
  const asksForFlags = (request: Request) => subject.asksForFlags?.(request) ?? true
  const instead = (response: () => Response | Promise<Response>) => (request: Request) =>
    asksForFlags(request) ? response() : subject.respond(request)
  return [
    ...[HTML, '{"flags":', 'null', '7'].map((body) => ({
      name: `an answer of ${body.slice(0, 12)} is malformed`,
      run: () =>
        withApi(
          subject,
          instead(() => new Response(body)),
          async ({ fetch }) => expectEqual(await failureOf(fetch), 'malformed', 'the failure'),
        ),
    })),
    {
      name: 'an API that cannot be reached ends in time, with a SourceError',
      run: () =>
        withApi(subject, refuse, async ({ fetch }) => {
          const failure = await failureOf(() => fetch({ seconds: 0.2 }))
          expectTrue(['unavailable', 'timeout'].includes(failure), `the failure was ${failure}`)
        }),
    },
    {
      name: 'an API that never answers is a timeout',
      run: () =>
        withApi(
          subject,
          () => new Promise<Response>(() => {}),
          async ({ fetch }) =>
            expectEqual(await failureOf(() => fetch({ seconds: 0.1 })), 'timeout', 'the failure'),
        ),
    },
    ...[401, 403].map((status) => ({
      name: `an API that answers ${status} to all is unauthorized, and not asked again and again`,
      run: async () => {
        let requests = 0
        const respond = () => {
          requests++
          return new Response('{}', { status })
        }
        await withApi(subject, respond, async ({ fetch }) => {
          expectEqual(await failureOf(fetch), 'unauthorized', 'the failure')
          expectTrue(requests <= 2, `there were ${requests} requests`)
        })
      },
    })),
    ...(subject.envWithoutKey ? [withoutKey(subject, subject.envWithoutKey)] : []),
    {
      name: 'no log line has the key or a token, whatever happens',
      run: async () => {
        const echo = async (request: Request) =>
          new Response(`${headersOf(request)} ${await request.text()}`, {
            status: 500,
          })
        for (const respond of [subject.respond, echo, instead(() => new Response(HTML)), refuse]) {
          await withApi(subject, respond, async ({ fetch, lines }) => {
            await fetch({ seconds: 0.2 }).catch((error: unknown) => expectSecret(subject, String(error)))
            for (const line of lines) expectSecret(subject, line)
          })
        }
      },
    },
  ]
}

const refuse = (): never => {
  throw new TypeError('connection refused')
}

const withoutKey = (subject: ProviderUnderTest, env: object): ContractCase => ({
  name: 'without a key nothing is asked',
  run: () =>
    withApi(
      subject,
      () => {
        throw new Error('the API was asked')
      },
      async ({ fetch }) => expectEqual(await failureOf(() => fetch({ env })), 'missing_key', 'the failure'),
    ),
})

const expectSecret = ({ secrets = [] }: ProviderUnderTest, text: string): void =>
  expectTrue(!secrets.some((secret) => text.includes(secret)), `a secret is in: ${text.slice(0, 80)}`)

const headersOf = (request: Request): string => {
  const lines: string[] = []
  request.headers.forEach((value, name) => void lines.push(`${name}: ${value}`))
  return lines.join(', ')
}
