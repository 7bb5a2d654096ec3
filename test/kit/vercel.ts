import type { FeatureConfig } from 'burgee/harness'
import { onTestFinished } from 'vitest'
import { bundleAndStartEdge, type RunningEdge } from './edge.js'
import { darkMode } from './flags.js'
import { createWorld, type World } from './vercel-world.js'

/** The services around a deployment, until the test ends. */
export const startWorld = (flags: readonly FeatureConfig[] = [darkMode('on')]): World => {
  const world = createWorld(flags)
  onTestFinished(() => world.api.close())
  return world
}

/** A deployment in the edge runtime, until the test ends. */
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
