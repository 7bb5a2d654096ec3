import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const README = fileURLToPath(new URL('../../../README.md', import.meta.url))

/**
 * The app that README.md opens with: its first block of TypeScript with `featureFlags()` in it. It is a whole
 * worker with no options at all, so it can be taken as it stands.
 *
 * @throws Error where README.md has no such block
 */
export const readmeApp = (): string => {
  const blocks = [...readFileSync(README, 'utf8').matchAll(/^```ts\b.*\n([\s\S]*?)^```$/gm)]
  const app = blocks.map(([, code = '']) => code).find((code) => code.includes('featureFlags()'))
  if (app === undefined) throw new Error('README.md has no ```ts block with featureFlags() in it')
  return app
}
