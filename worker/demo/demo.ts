/**
 * The main job, start to end, on real workerd: `npm run demo`. Exits 0 where everything went as it should.
 */
import type { Report } from '../report.js'
import { type RunningConfigApi, readConfig, serveConfigApi } from './config-api.js'
import { check, eventually, paint, say, step, table } from './story.js'
import { type Visitor, visit, visitors } from './visitors.js'
import { type RunningWorker, startWorker } from './wrangler.js'

const SDK_KEY = 'demo-key'

const tell = async ({ api, url: configUrl }: RunningConfigApi, worker: RunningWorker): Promise<void> => {
  const { url } = worker
  const everybody = visitors()
  const [ada, bob, , stranger] = everybody
  let evaluations = 0
  const flagsOf = async (visitor: Visitor): Promise<Report> => {
    const report = await visit(url, visitor)
    evaluations += Object.keys(report.flags).length
    return report
  }
  const show = async (): Promise<Map<string, Report>> => {
    const reports = new Map<string, Report>()
    for (const visitor of everybody) reports.set(visitor.name, await flagsOf(visitor))
    printReports(reports)
    return reports
  }
  const served = (report: Report | undefined, flag: string): unknown => report?.flags[flag]?.value

  step('Before the first cron run there is no snapshot, and requests are served')
  const empty = await flagsOf(ada)
  check('GET /flags answers, with no flags to show', empty.snapshot.source === 'none', empty.snapshot)
  check('GET / answers', (await fetch(url)).status === 200)

  step('The cron runs: fetch, validate, compile, publish to KV')
  await worker.fireCron()
  const health = (await (await fetch(`${url}/healthz`)).json()) as {
    status: string
    revision: string
    flags: number
  }
  check(
    `GET /healthz: revision ${health.revision}, ${health.flags} flags`,
    health.status === 'ok' && health.flags === 6,
    health,
  )

  step('Who gets what, and why')
  const reports = await show()
  const adaSees = reports.get(ada.name)
  check('ada is in the segment beta-testers by her e-mail address', served(adaSees, 'dark-mode') === true)
  check('bob is in it by name', served(reports.get(bob.name), 'dark-mode') === true)
  check('mallory is excluded from it', served(reports.get('mallory'), 'dark-mode') === false)
  check('ada pays, so her pages are long', served(adaSees, 'page-size') === 100)
  check(
    'the prerequisite ties express-payment to the one-page checkout',
    [...reports.values()].every(
      (report) => (served(report, 'checkout-layout') === 'one-page') === served(report, 'express-payment'),
    ),
  )
  check(
    'the 50/50 rollout puts ada on one side (bucket 30 of 100) and bob on the other (54)',
    served(adaSees, 'checkout-layout') === 'three-steps' &&
      served(reports.get(bob.name), 'checkout-layout') === 'one-page',
  )
  const again = await flagsOf(stranger)
  check(
    'the stranger is known again by the cookie',
    again.target?.identifier === reports.get(stranger.name)?.target?.identifier,
  )

  step('A flag is flipped at the config API, and the cron runs')
  api.updateFlag('holiday-theme', { state: 'on' })
  await worker.fireCron()
  const flipped = await eventually(
    'holiday-theme is on',
    10,
    () => flagsOf(ada),
    (report) => served(report, 'holiday-theme') === true,
  )
  check(
    `holiday-theme is on, in revision ${flipped.snapshot.revision}`,
    flipped.snapshot.revision !== health.revision,
  )
  await worker.fireCron()
  const published = worker.output().split('SDKCODE:9000').length - 1
  check('a third run, with nothing new, wrote nothing to KV', published === 2, published)

  step('The config API goes down, and the cron runs')
  api.down()
  await worker.fireCron()
  const during = await show()
  check(
    'everybody is served as before',
    during.size === everybody.length && served(during.get('ada'), 'holiday-theme') === true,
  )
  check('the log says why: SDKCODE:9011', worker.output().includes('SDKCODE:9011'))
  api.up()

  step('The metrics arrive, at most 20 s after the first was counted')
  const total = () => Object.values(api.evaluations()).reduce((sum, count) => sum + count, 0)
  await eventually('all evaluations arrive', 40, total, (count) => count >= evaluations)
  table([
    ['flag / variation', 'served'],
    ...Object.entries(api.evaluations())
      .sort()
      .map(([what, count]) => [what, String(count)]),
  ])
  const targets = api.metrics
    .flatMap(({ targetData }) => targetData ?? [])
    .map(({ identifier }) => identifier)
  check(`${total()} evaluations counted, ${evaluations} made`, total() === evaluations)
  check('no metrics were refused', api.rejectedMetrics.length === 0, api.rejectedMetrics)
  check(
    `targets sent, the anonymous one left out: ${targets.join(', ')}`,
    targets.sort().join() === 'ada,bob,mallory',
    targets,
  )
  say(`(all of it between ${url} and ${configUrl})`)
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

const run = async (): Promise<void> => {
  const started = Date.now()
  step('A config API that speaks the Harness protocol, and the worker in workerd through wrangler')
  const config = await serveConfigApi(readConfig())
  let worker: RunningWorker | undefined
  try {
    say(`config API: ${config.url}`)
    worker = await startWorker({
      vars: {
        HARNESS_SDK_KEY: SDK_KEY,
        HARNESS_BASE_URL: config.url,
        HARNESS_EVENTS_URL: config.url,
        FLAGS_TTL: '1',
      },
    })
    say(`worker:     ${worker.url}`)
    await tell(config, worker)
  } catch (error) {
    const output = worker?.output()
    if (output) console.error(`\nwhat wrangler printed:\n${output.split('\n').slice(-40).join('\n')}`)
    throw error
  } finally {
    await worker?.stop()
    await config.close()
  }
  console.log(`\n${paint('green', 'All as expected')}, in ${((Date.now() - started) / 1000).toFixed(0)} s.`)
}

// By exiting, so that what `wrangler.ts` does at exit is done.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

run().catch((error: unknown) => {
  console.error(
    `\n${paint('red', 'The demo failed:')} ${error instanceof Error ? error.message : String(error)}`,
  )
  process.exitCode = 1
})
