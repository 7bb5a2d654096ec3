/**
 * A home page in two versions, on Vercel. The flag `new-home` decides which one a visitor sees.
 *
 * Run it in a clone, without an account. It runs in Vercel's edge runtime, with Harness and Global Config in memory:
 *
 *     npm ci && npx tsx test/examples/run-vercel.ts
 *
 * Deploy it: copy the files of this folder to the root of a project with two pages, `/` and `/new-home`. Then:
 *
 *     npm install burgee @vercel/functions @vercel/global-config
 *     npx vercel link
 *     # in the dashboard, Storage: create a Global Config and connect it; this sets GLOBAL_CONFIG
 *     npx vercel env add HARNESS_SDK_KEY     # a server SDK key
 *     npx vercel env add CRON_SECRET         # 16 random characters or more
 *     npx vercel env add VERCEL_API_TOKEN    # from vercel.com/account/settings/tokens; the cron writes with it
 *     npx vercel env add VERCEL_TEAM_ID      # team_…, if a team owns the project
 *     npx vercel deploy --prod
 *
 * On the Hobby plan a cron runs once a day: change the schedule in vercel.json to `0 5 * * *`. With Next.js, the route
 * is app/api/refresh/route.ts; use `NextResponse.rewrite` in place of `rewrite`.
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
  // Undefined: the request goes on to its page.
  return undefined
}, options)
