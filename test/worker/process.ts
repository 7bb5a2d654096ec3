import { type ChildProcess, spawn } from 'node:child_process'
import { ROOT } from '../kit/bundle.js'

/** A script of worker/demo, in its own process. */
export interface RunningScript {
  readonly child: ChildProcess
  /** Everything that it has printed so far, to both streams. */
  output(): string
  /** Resolves with the exit code when it has ended. */
  readonly ended: Promise<number | null>
}

export const startScript = (name: 'demo' | 'dev' | 'example', args: readonly string[]): RunningScript => {
  const child = spawn(process.execPath, ['--import', 'tsx', `worker/demo/${name}.ts`, ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, output: () => output, ended }
}
