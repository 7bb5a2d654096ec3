/**
 * Timing on a machine that does other work too: short batches of all subjects in turn, so that they share what
 * happens to the machine, and the median of the batches.
 */

/** Evaluates `count` times. Returns how many of the values are true. */
export type Loop = (count: number) => number | Promise<number>

let loops = 0

/**
 * Makes a loop around an expression, with code of its own. The engine remembers for each piece of code what it has
 * called. A loop that all SDKs share would call each of them more slowly than an app does.
 *
 * @param scope the variables of the expression
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

/**
 * Runs the work once and measures its time: the wall's or the process's CPU, whichever is less. On an idle machine it
 * is the wall's. On a busy one the CPU leaves out the time in which other processes ran. The work must not wait.
 */
export const clock = async <T>(work: () => T | Promise<T>): Promise<{ nanoseconds: number; result: T }> => {
  const before = process.cpuUsage()
  const begun = process.hrtime.bigint()
  const made = work()
  const result = made instanceof Promise ? await made : made
  const wall = Number(process.hrtime.bigint() - begun)
  const { user, system } = process.cpuUsage(before)
  return { nanoseconds: Math.min(wall, (user + system) * 1e3), result }
}

export const quantile = (values: readonly number[], part: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Runs `count` times, and returns the nanoseconds of all runs. Throws if a value is wrong. */
export type Batch = (count: number) => Promise<number>

interface Timed {
  readonly run: Batch
  readonly samples: number[]
  count: number
}

export interface TimingOptions {
  readonly rounds: number
  /** Milliseconds that a batch should take. A single run may take longer. */
  readonly batch: number
  /** Milliseconds of runs that are not counted. */
  readonly warmUp: number
}

/** @returns for each subject, the nanoseconds of one run, by round */
export const timeInterleaved = async (
  runs: readonly Batch[],
  { rounds, batch, warmUp }: TimingOptions,
): Promise<number[][]> => {
  const timed: Timed[] = []
  for (const run of runs) timed.push({ run, samples: [], count: await calibrate(run, batch, warmUp) })
  for (let round = 0; round < rounds; round++) {
    for (const { run, samples, count } of timed) {
      globalThis.gc?.({ type: 'minor', execution: 'sync' }) // or each would pay for the garbage of the one before
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

/**
 * Takes one sample of every subject in each round.
 *
 * @returns for each subject, its samples by round
 */
export const sampleInTurn = async <Subject, Sample>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject) => Sample | Promise<Sample>,
): Promise<Sample[][]> => {
  const samples = subjects.map((): Sample[] => [])
  for (let round = 0; round < rounds; round++) {
    for (const [place, subject] of subjects.entries()) samples[place]?.push(await measure(subject))
  }
  return samples
}

/** The median of one member of the samples. Not a number if a sample lacks the member. */
export const medianOf = <Name extends string>(
  samples: readonly { readonly [Member in Name]?: number | undefined }[],
  member: Name,
): number => median(samples.map((sample) => sample[member] ?? Number.NaN))
