/** Burgee through its public API, with a sink so that it counts evaluations. Also the floor. */
import { createFlags, type Flags, type FlagsHandle, type MetricsSink } from 'burgee'
import { compileHarness } from 'burgee/harness'
import { createFloor } from '../floor.js'
import { harnessDocument } from '../harness-format.js'
import type { Project } from '../project.js'
import { type Peer, session } from './contract.js'

const discard: MetricsSink = { send: async () => undefined }

export const snapshotOf = (project: Project): string => {
  const { snapshot, issues } = compileHarness(harnessDocument(project))
  if (issues.length > 0) throw new Error(`compileHarness reports ${JSON.stringify(issues[0])}`)
  return snapshot
}

export const openBurgee = (snapshot: string): FlagsHandle =>
  createFlags({ snapshot, sink: discard, logLevel: 'error' })

const burgeePeer = (name: string, bool: (flags: Flags, key: string, fallback: boolean) => boolean): Peer => ({
  name,
  asynchronous: false,
  document: snapshotOf,
  open(document) {
    const handle = openBurgee(document)
    return session({
      context: (target) => handle.forTarget(target),
      bool,
      all: (flags) => flags.all(),
      close: handle.close,
    })
  },
})

export const burgee = burgeePeer('Burgee', (flags, key, fallback) => flags.boolVariation(key, fallback))

export const burgeeDetail = burgeePeer(
  'Burgee, `detail()`',
  (flags, key, fallback) => flags.detail(key, fallback).value,
)

export const floor: Peer = {
  name: 'floor',
  asynchronous: false,
  document: (project) => JSON.stringify(project),
  open(document) {
    const evaluator = createFloor(JSON.parse(document))
    return session({
      context: (target) => target,
      bool: (target, key) => evaluator.detail(key, target).value,
      all: (target) => evaluator.all(target),
      close() {},
    })
  },
}
