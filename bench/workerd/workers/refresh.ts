/** A refresh in steps. Each path does the work of the one before and one step more. */
import { compileHarness } from 'burgee/harness'
import { scheduledRefresh } from 'burgee/refresh'

interface Env {
  readonly HARNESS_BASE_URL: string
}

const refresh = scheduledRefresh({ logLevel: 'error' })

const textOf = async (env: Env, path: string) => {
  const response = await fetch(`${env.HARNESS_BASE_URL}/${path}`)
  return response.text()
}

export default {
  async fetch(request: Request, env: Env) {
    const { pathname } = new URL(request.url)
    if (pathname === '/refresh') return new Response((await refresh(env)).status)

    const flags = await textOf(env, 'feature-configs')
    const segments = await textOf(env, 'target-segments')
    if (pathname === '/texts') return new Response(flags && segments ? 'read' : 'empty')
    const config = { flags: JSON.parse(flags), segments: JSON.parse(segments) }
    if (pathname === '/parse') return new Response(config.flags.length > 0 ? 'parsed' : 'empty')
    const { issues, snapshot } = compileHarness(config)
    return new Response(issues.length === 0 && snapshot ? 'compiled' : JSON.stringify(issues[0]))
  },
}
