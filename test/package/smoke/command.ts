import { type ChildProcess, spawn } from 'node:child_process'

/** What npm sets for the scripts it runs belongs to this repository, not to the folder a command works in. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name),
    ),
  )

/** A command that ended with anything but 0. */
export class CommandError extends Error {
  override readonly name = 'CommandError'

  constructor(
    command: string,
    /** All that it printed. */
    readonly output: string,
  ) {
    super(`${command} failed:\n${output}`)
  }
}

const running = new Set<ChildProcess>()
let ended = false

/** Ends the commands that run, and makes `run` reject from now on. False if none runs. */
export const endCommands = (): boolean => {
  ended = true
  for (const child of running) child.kill()
  return running.size > 0
}

/**
 * Runs a command to its end, and returns what it printed to stdout.
 *
 * @throws CommandError if it ends with anything but 0
 */
export const run = (command: string, args: readonly string[], cwd: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const stdout: Buffer[] = []
    const both: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk) && both.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => both.push(chunk))
    child.once('error', reject)
    child.once('close', (code) => {
      running.delete(child)
      if (code === 0 && !ended) resolve(Buffer.concat(stdout).toString())
      else reject(new CommandError(`${command} ${args.join(' ')}`, Buffer.concat(both).toString()))
    })
  })
