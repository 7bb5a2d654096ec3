import type { Report } from '../report.js'
import { check, eventually, say, step, table } from './print.js'
import type { Upstream } from './upstream.js'
import { type Visitor, visit, visitors } from './visitors.js'
import type { RunningWorker } from './wrangler.js'

/** What differs from provider to provider in the story that `tell` tells. All checks throw where they fail. */
export interface Story extends Upstream<{ down(): void; up(): void }> {
  /** How many flags the file has. */
  readonly flags: number
  /** Checks who gets what; `served` answers a flag's value for a visitor, by name. */
  checkServed(served: (visitor: string, flag: string) => unknown): void
  /** Changes a flag at the config API, after which ada is served the value. */
  readonly change: {
    readonly what: string
    readonly flag: string
    readonly value: unknown
    make(): void
    /** Checks what else the change brought. */
    check?(served: (visitor: string, flag: string) => unknown): void
  }
  /** Checks what the config API saw of a cron run with nothing new. */
  checkNothingNew?(): void
  /** How often each variation was served, by `flag/variation`, as far as counts have arrived. */
  evaluations(): Readonly<Record<string, number>>
  /** Checks what arrived with the counts. */
  checkArrived(): void
}

/** The main job, from a worker without flags to counts that arrive. */
export const tell = async (story: Story, worker: RunningWorker): Promise<void> => {
  const { url } = worker
  const everybody = visitors()
  const [ada, , , stranger] = everybody
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
    for (const visitor of everybody) reports.set(visitor.name, await flagsOf(visitor))
    printReports(reports)
    const served = (visitor: string, flag: string) => reports.get(visitor)?.flags[flag]?.value
    return { reports, served }
  }

  step('Before the first cron run there is no snapshot, and requests are served')
  const empty = await flagsOf(ada)
  check('GET /flags answers, with no flags to show', empty.snapshot.source === 'none', empty.snapshot)
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

  step('Who gets what, and why')
  const { reports, served } = await show()
  story.checkServed(served)
  const again = await flagsOf(stranger)
  check(
    'the stranger is known again by the cookie',
    again.target?.identifier === reports.get(stranger.name)?.target?.identifier,
  )

  const { change } = story
  step(`${change.what} at the config API, and the cron runs`)
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
  check('a third run, with nothing new, wrote nothing to KV', published === 2, published)
  story.checkNothingNew?.()

  step('The config API goes down, and the cron runs')
  story.api.down()
  await worker.fireCron()
  const during = await show()
  const others = (all: ReadonlyMap<string, Report>) =>
    JSON.stringify([...all.values()].map((report) => ({ ...report.flags, [change.flag]: undefined })))
  check(
    'everybody is served as before',
    during.served(ada.name, change.flag) === change.value && others(during.reports) === others(reports),
  )
  change.check?.(during.served)
  check('the log says why: SDKCODE:9011', worker.output().includes('SDKCODE:9011'))
  story.api.up()

  step('The metrics arrive, at most 20 s after the first was counted')
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
    `${total(arrived)} evaluations counted, ${total(made)} made, and as many of each variation`,
    JSON.stringify(rows(arrived)) === JSON.stringify(rows(made)),
    made,
  )
  story.checkArrived()
  say(`(all of it between ${url} and ${story.url})`)
}

const printReports = (reports: ReadonlyMap<string, Report>): void => {
  const keys = [...new Set([...reports.values()].flatMap(({ flags }) => Object.keys(flags)))]
  const cell = (report: Report, key: string): string => {
    const flag = report.flags[key]
    if (flag === undefined) return '–'
    const value = typeof flag.value === 'string' ? flag.value : JSON.stringify(flag.value)
    return `${value.length > 14 ? `${value.slice(0, 13)}…` : value} (${flag.reason.replaceAll('_', ' ')})`
  }
  table([
    ['', ...reports.keys()],
    ...keys.map((key) => [key, ...[...reports.values()].map((report) => cell(report, key))]),
  ])
}
