import type { Report } from '../report.js'
import { check, eventually, step, table } from './print.js'
import type { Upstream } from './upstream.js'
import { type Visitor, visit, visitors } from './visitors.js'
import type { RunningWorker } from './wrangler.js'

/** The part of the demo that differs from provider to provider. Every check throws if it fails. */
export interface Story extends Upstream<{ down(): void; up(): void }> {
  /** How many flags the file has. */
  readonly flags: number
  /** Checks who is served what. `served` returns a flag's value for a visitor, by name. */
  checkServed(served: (visitor: string, flag: string) => unknown): void
  /** Changes a flag at the provider. Ada is then served the value. */
  readonly change: {
    readonly what: string
    readonly flag: string
    readonly value: unknown
    make(): void
    /** Checks what else changed. */
    check?(served: (visitor: string, flag: string) => unknown): void
  }
  /** Checks what the provider received from a cron run with nothing new. */
  checkNothingNew?(): void
  /** How often each variation was served, by `flag/variation`, in the counts received so far. */
  evaluations(): Readonly<Record<string, number>>
  /** Checks the rest of what arrived with the counts. */
  checkArrived(): void
}

/** Runs the demo, from a worker without flags to counts that arrive. */
export const tell = async (story: Story, worker: RunningWorker): Promise<void> => {
  const { url } = worker
  const everyone = visitors()
  const [ada, , , stranger] = everyone
  const made: Record<string, number> = {}

  const flagsOf = async (visitor: Visitor): Promise<Report> => {
    const report = await visit(url, visitor)
    for (const [flag, { variation }] of Object.entries(report.flags)) {
      const name = `${flag}/${variation}`
      made[name] = (made[name] ?? 0) + 1
    }
    return report
  }
  const show = async () => {
    const reports = new Map<string, Report>()
    for (const visitor of everyone) reports.set(visitor.name, await flagsOf(visitor))
    printReports(reports)
    const served = (visitor: string, flag: string) => reports.get(visitor)?.flags[flag]?.value
    return { reports, served }
  }

  step('Before the first cron run: no snapshot, and the worker serves requests')
  const empty = await flagsOf(ada)
  check('GET /flags answers, without flags', empty.snapshot.source === 'none', empty.snapshot)
  check('GET / answers', (await fetch(url)).status === 200)

  step('The cron runs: fetch, validate, compile, publish to KV')
  await worker.fireCron()
  const health = await (await fetch(`${url}/healthz`)).json()
  const { status, revision, flags } = health as { status: string; revision: string; flags: number }
  check(
    `GET /healthz: revision ${revision}, ${flags} flags`,
    status === 'ok' && flags === story.flags,
    health,
  )

  step('Who is served what, and why')
  const { reports, served } = await show()
  story.checkServed(served)
  const again = await flagsOf(stranger)
  check(
    'the cookie identifies the stranger again',
    again.target?.identifier === reports.get(stranger.name)?.target?.identifier,
  )

  const { change } = story
  step(`${change.what} at ${story.provider}, and the cron runs`)
  change.make()
  await worker.fireCron()
  const changed = await eventually(
    `${change.flag} is ${change.value}`,
    10,
    () => flagsOf(ada),
    (report) => report.flags[change.flag]?.value === change.value,
  )
  check(
    `${change.flag} is ${change.value} for ada, in revision ${changed.snapshot.revision}`,
    changed.snapshot.revision !== revision,
  )
  await worker.fireCron()
  const published = worker.output().split('SDKCODE:9000').length - 1
  check('the next run finds nothing new, and writes nothing to KV', published === 2, published)
  story.checkNothingNew?.()

  step(`${story.provider} goes down, and the cron runs`)
  story.api.down()
  await worker.fireCron()
  const during = await show()
  const others = (all: ReadonlyMap<string, Report>) =>
    JSON.stringify([...all.values()].map((report) => ({ ...report.flags, [change.flag]: undefined })))
  check(
    'every visitor is served the same as before',
    during.served(ada.name, change.flag) === change.value && others(during.reports) === others(reports),
  )
  change.check?.(during.served)
  check('the worker logged the failed refresh: SDKCODE:9011', worker.output().includes('SDKCODE:9011'))
  story.api.up()

  step('The metrics arrive, at most 20 s after the first evaluation')
  const total = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((sum, count) => sum + count, 0)
  const arrived = await eventually(
    'all evaluations arrive',
    40,
    () => story.evaluations(),
    (counts) => total(counts) >= total(made),
  )
  const rows = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([what, count]) => [what, String(count)])
      .sort()
  table([['flag / variation', 'served'], ...rows(arrived)])
  check(
    `${total(made)} evaluations made, ${total(arrived)} counted, the same for each variation`,
    JSON.stringify(rows(arrived)) === JSON.stringify(rows(made)),
    made,
  )
  story.checkArrived()
}

/** One row for each value and reason of a flag, with the visitors who are served it. */
const printReports = (reports: ReadonlyMap<string, Report>): void => {
  const keys = [...new Set([...reports.values()].flatMap(({ flags }) => Object.keys(flags)))]
  const rows = keys.flatMap((key) => {
    const groups = new Map<string, { value: string; reason: string; names: string[] }>()
    for (const [name, { flags }] of reports) {
      const { value, reason } = flags[key] ?? { value: '–', reason: 'not served' }
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      const group = groups.get(`${text} ${reason}`) ?? { value: text, reason, names: [] }
      groups.set(`${text} ${reason}`, group)
      group.names.push(name)
    }
    return [...groups.values()].map(({ value, reason, names }, place) => [
      place === 0 ? key : '',
      value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE - 1)}…` : value,
      names.length === reports.size ? 'all' : names.join(', '),
      reason.replaceAll('_', ' '),
    ])
  })
  table([['flag', 'value', 'served to', 'reason'], ...rows])
}

/** A longer value is cut, so that the table fits 80 columns. */
const LONGEST_VALUE = 14
