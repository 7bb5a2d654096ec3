/** The bench in workerd. */
import type { Part, Runtime } from '../runtime.js'
import { measureCold } from './cold.js'
import { coldColumns, memoryColumns, readsColumns, refreshColumns, requestsColumns } from './columns.js'
import { measureMemory } from './memory.js'
import { measureReads } from './reads.js'
import { measureRefresh } from './refresh.js'
import {
  coldSection,
  memoryPlot,
  memorySection,
  readsSection,
  refreshSection,
  requestsSection,
} from './report.js'
import { measureRequests, requestsAgainst } from './requests.js'
import type { ColdResult, MemoryResult, ReadsResult, RefreshResult, RequestsResult } from './results.js'

const requests: Part<RequestsResult> = {
  measure: measureRequests,
  section: requestsSection,
  columns: requestsColumns,
  against: requestsAgainst,
}

const reads: Part<ReadsResult> = {
  measure: measureReads,
  section: readsSection,
  columns: readsColumns,
}

const memory: Part<MemoryResult> = {
  measure: measureMemory,
  section: memorySection,
  columns: memoryColumns,
  plots: (result) => [memoryPlot(result)],
}

const cold: Part<ColdResult> = {
  measure: measureCold,
  section: coldSection,
  columns: coldColumns,
}

const refresh: Part<RefreshResult> = {
  measure: measureRefresh,
  section: refreshSection,
  columns: refreshColumns,
}

export const workerd: Runtime = {
  prefix: 'workerd/',
  title: 'Results in workerd',
  introduction: `\`npm run bench -- workerd\` writes this file. Lower is better everywhere. Miniflare starts a real workerd, whose socket leads
straight to the app. KV is miniflare's, in the same process. CPU is that of the whole process, all threads, as the
kernel counts it (\`/proc/<pid>/task/*/schedstat\`), because a worker's own clock stands still while it runs.`,
  packages: ['miniflare', 'workerd', 'hono', 'esbuild'],
  peers: ['@growthbook/growthbook', '@launchdarkly/js-server-sdk-common-edge', 'configcat-node'],
  parts: { requests, reads, memory, cold, refresh },
}
