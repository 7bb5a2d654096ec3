/** Runs examples/vercel in Vercel's local edge runtime, without the internet. */
import { pathToFileURL } from 'node:url'
import { boolFlag, clause, rule } from '../conformance/build.js'
import { bundleAndStartEdge, type RunningEdge } from '../kit/edge.js'
import { createWorld, type World } from '../kit/vercel-world.js'

/** The part of Vercel: two pages, the route of the cron, and the middleware before the paths that it matches. */
const DEPLOYMENT = `
  import { GET } from './examples/vercel/api/refresh.js'
  import middleware, { config } from './examples/vercel/middleware.js'
  import { deploy } from './test/adapters/vercel/fixtures/deployment.js'

  const pathOf = (request) => new URL(request.url).pathname
  deploy(
    (request, event) => (config.matcher.includes(pathOf(request)) ? middleware(request, event) : undefined),
    (request) => {
      if (pathOf(request) === '/api/refresh') return GET(request)
      return new Response('the ' + (pathOf(request) === '/' ? 'old' : 'new') + ' home page\\n')
    },
  )`

/** On for visitors in Germany. */
const newHome = boolFlag('new-home', { rules: [rule('on', [clause('country', 'equal', 'DE')])] })

export const runVercelExample = async (): Promise<{ world: World; edge: RunningEdge }> => {
  const world = createWorld([newHome])
  const edge = await bundleAndStartEdge(
    { code: DEPLOYMENT },
    { env: { ...world.env, ...world.cronEnv }, fetch: world.fetch },
  )
  return { world, edge }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { world, edge } = await runVercelExample()
  console.log(`Run the cron, as Vercel would:
  curl -H 'Authorization: Bearer ${world.cronEnv.CRON_SECRET}' ${edge.url}api/refresh
Visit from Germany and from France (Vercel sets the header itself):
  curl -i -H 'x-vercel-ip-country: DE' ${edge.url}
  curl -i -H 'x-vercel-ip-country: FR' ${edge.url}`)
}
