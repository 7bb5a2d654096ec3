/**
 * A home page in two versions, on Vercel: the flag `new-home` decides which one a visitor sees.
 *
 * In a clone, in Vercel's local edge runtime, with a Harness and a Global Config in memory and no account:
 *
 *     npm ci && npx tsx test/examples/run-vercel.ts
 *
 * To deploy it, put this folder's files at the root of a project with two pages, `/` and `/new-home`, then:
 *
 *     npm install burgee @vercel/functions @vercel/global-config
 *     npx vercel link
 *     # in the dashboard, Storage: create a Global Config and connect it, which sets GLOBAL_CONFIG
 *     npx vercel env add HARNESS_SDK_KEY     # a server SDK key
 *     npx vercel env add CRON_SECRET         # 16 random characters or more
 *     npx vercel env add VERCEL_API_TOKEN    # of vercel.com/account/settings/tokens; the cron writes with it
 *     npx vercel env add VERCEL_TEAM_ID      # team_…, where a team owns the project
 *     npx vercel deploy --prod
 *
 * Hobby runs a cron once a day: change the schedule in vercel.json to `0 5 * * *` there. With Next.js, the route is
 * app/api/refresh/route.ts, and `NextResponse.rewrite` does what `rewrite` does here.
 */
import { rewrite } from '@vercel/functions/middleware'
import { flagsMiddleware } from 'burgee/vercel'
import { options } from './flags.js'

export const config = { matcher: ['/', '/new-home'] }

export default flagsMiddleware((request, flags) => {
  const { pathname } = new URL(request.url)
  const isNew = flags.boolVariation('new-home', false)
  if (pathname === '/' && isNew) return rewrite(new URL('/new-home', request.url))
  if (pathname === '/new-home' && !isNew) return Response.redirect(new URL('/', request.url))
  // Nothing returned: the request goes on to the page that it asks for.
  return undefined
}, options)
