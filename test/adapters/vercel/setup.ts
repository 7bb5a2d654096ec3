import { compileHarness, type FeatureConfig } from 'burgee/harness'
import { onTestFinished } from 'vitest'
import { boolFlag } from '../../conformance/build.js'
import { bundleAndStartEdge, type RunningEdge } from '../../kit/edge.js'
import { createWorld, type World } from './world.js'

export const darkMode = (served: 'on' | 'off') =>
  boolFlag('dark-mode', { defaultServe: { variation: served } })

export const snapshotServing = (served: 'on' | 'off'): string =>
  compileHarness({ flags: [darkMode(served)] }).snapshot

/** A world that ends with the test. */
export const startWorld = (flags: readonly FeatureConfig[] = [darkMode('on')]): World => {
  const world = createWorld(flags)
  onTestFinished(() => world.api.close())
  return world
}

/** A deployment in the edge runtime, that ends with the test. */
export const start = async (
  file: string,
  world: World,
  { env }: { env: Readonly<Record<string, string>> | undefined } = world,
): Promise<RunningEdge> => {
  const edge = await bundleAndStartEdge(
    { file: `test/adapters/vercel/fixtures/${file}` },
    { env, fetch: world.fetch },
  )
  onTestFinished(edge.stop)
  return edge
}
