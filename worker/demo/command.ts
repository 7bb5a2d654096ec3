import { createServer } from 'node:net'
import { type ParseArgsConfig, parseArgs } from 'node:util'

/** A mistake in what the user gave: an option, a file. Its message is all that is printed. */
export class InputError extends Error {}

/** A mistake in the command line. The message is printed with a pointer to the usage. */
export class UsageError extends InputError {}

/** A script of package.json: its usage, the options it takes, and what it does. */
export interface Command<Options extends NonNullable<ParseArgsConfig['options']>> {
  readonly usage: string
  readonly options: Options
  /** What to do with the option values and the other arguments. */
  run(values: Values<Options>, positionals: readonly string[]): Promise<void>
}

type Values<Options extends NonNullable<ParseArgsConfig['options']>> = {
  readonly [Name in keyof Options]?: Options[Name] extends { type: 'boolean' } ? boolean : string
}

/**
 * Runs a command with the arguments of this process. It ends the process with 0 for `--help`, 2 for a mistake in the
 * command line, and 1 for any other failure, and prints a message without a stack trace. Ctrl+C ends it with 0.
 *
 * @param name of the script, for messages
 */
export const runCommand = async <Options extends NonNullable<ParseArgsConfig['options']>>(
  name: string,
  { usage, options, run }: Command<Options>,
): Promise<void> => {
  // `exit` runs the exit handlers of wrangler.ts. Not `once`: npm and tsx may send the same signal a second time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0))
  try {
    const { values, positionals } = parse({ ...options, help: { type: 'boolean', short: 'h' } })
    if (values['help']) console.log(usage)
    else await run(values as Values<Options>, positionals)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    if (error instanceof UsageError) console.error(`See: npm run ${name} -- --help`)
    process.exit(error instanceof UsageError ? 2 : 1) // servers may still listen
  }
}

const parse = (options: NonNullable<ParseArgsConfig['options']>) => {
  try {
    return parseArgs({ options, allowPositionals: true })
  } catch (error) {
    // Node's message goes on with advice about arguments that begin with a dash.
    throw new UsageError(String((error as Error).message).split('. ')[0])
  }
}

/** @throws UsageError if there are any */
export const refusePositionals = (positionals: readonly string[]): void => {
  if (positionals.length > 0) throw new UsageError(`Unexpected argument ${JSON.stringify(positionals[0])}`)
}

/**
 * One of the values that an option allows.
 *
 * @throws UsageError if it is another
 */
export const oneOf = <Value extends string>(
  what: string,
  allowed: readonly Value[],
  value: string,
): Value => {
  const found = allowed.find((one) => one === value)
  if (found !== undefined) return found
  throw new UsageError(
    `There is no ${what} ${JSON.stringify(value)}: choose ${new Intl.ListFormat('en', { type: 'disjunction' }).format(allowed)}.`,
  )
}

const DEFAULT_PORT = '8787'
const LAST_PORT = 65_535

/** How many ports to try after the first. */
const MORE_PORTS = 50

/**
 * The port that the user asked for, or the next free one. Prints which port it takes, if that is another.
 *
 * @param asked the value of `--port`; default: 8787
 * @throws UsageError if it is not a port
 * @throws InputError if no port is free, or the system refuses it
 */
export const freePort = async (asked = DEFAULT_PORT): Promise<number> => {
  const first = Number(asked)
  if (!/^\d+$/.test(asked) || first < 1 || first > LAST_PORT) {
    throw new UsageError(
      `--port must be a whole number from 1 to ${LAST_PORT}, not ${JSON.stringify(asked)}.`,
    )
  }
  for (let port = first; port <= Math.min(first + MORE_PORTS, LAST_PORT); port++) {
    const problem = await problemWith(port)
    if (problem === undefined) {
      if (port !== first) console.log(`Port ${first} is taken, so this uses ${port}.`)
      return port
    }
    if (problem !== 'EADDRINUSE') throw new InputError(`Port ${port} cannot be used: ${problem}.`)
  }
  throw new InputError(
    `Port ${first} is taken, and so are the ${MORE_PORTS} after it. Choose one with --port.`,
  )
}

/** Why nothing can listen on the port: the system's error code. Undefined if it is free. */
const problemWith = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
