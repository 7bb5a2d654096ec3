/** Timing that holds on a machine that does other things too: short batches, interleaved, and their medians. */

/** Evaluates so often, and counts how often the answer is true. */
export type Loop = (count: number) => number | Promise<number>

let loops = 0

/**
 * A loop around an expression. Made anew for each case, as the engine remembers of each piece of code what it has
 * called: a loop shared by all SDKs would call each of them more slowly than an app does.
 *
 * @param scope what the expression may name
 */
export const makeLoop = (
  expression: string,
  scope: Readonly<Record<string, unknown>>,
  asynchronous: boolean,
): Loop => {
  const [mark, wait] = asynchronous ? ['async', 'await '] : ['', '']
  const body = `let on = 0; for (let i = 0; i < count; i++) if (${wait}${expression}) on++; return on`
  const source = `let next = 0; return ${mark} (count) => { ${body} } // ${loops++}`
  return new Function(...Object.keys(scope), source)(...Object.values(scope))
}

/** Nanoseconds that something takes. */
export const clock = async <T>(work: () => T | Promise<T>): Promise<{ nanoseconds: number; result: T }> => {
  const begun = process.hrtime.bigint()
  const made = work()
  const result = made instanceof Promise ? await made : made
  return { nanoseconds: Number(process.hrtime.bigint() - begun), result }
}

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Something to time: it runs so often, and throws where an answer is wrong. */
export type Batch = (count: number) => Promise<number>

export interface Timed {
  readonly run: Batch
  readonly samples: number[]
  count: number
}

export interface TimingOptions {
  readonly rounds: number
  /** Milliseconds for each batch; one evaluation may take longer. */
  readonly batch: number
  /** Milliseconds before anything counts. */
  readonly warmUp: number
}

/** Nanoseconds for one run of each, by round. */
export const timeInterleaved = async (
  runs: readonly Batch[],
  { rounds, batch, warmUp }: TimingOptions,
): Promise<number[][]> => {
  const timed: Timed[] = []
  for (const run of runs) timed.push({ run, samples: [], count: await calibrate(run, batch, warmUp) })
  for (let round = 0; round < rounds; round++) {
    for (const { run, samples, count } of timed) {
      globalThis.gc?.({ type: 'minor', execution: 'sync' }) // nobody pays for what the one before left behind
      samples.push((await run(count)) / count)
    }
  }
  return timed.map(({ samples }) => samples)
}

const calibrate = async (run: Batch, batch: number, warmUp: number): Promise<number> => {
  let count = 1
  let spent = 0
  let each = await run(1)
  while (spent < warmUp * 1e6) {
    const taken = await run(count)
    spent += taken
    each = taken / count
    if (taken < batch * 1e6) count *= 2
  }
  return Math.max(1, Math.round((batch * 1e6) / each))
}
