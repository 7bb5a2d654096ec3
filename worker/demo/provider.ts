import { parseArgs } from 'node:util'

export const PROVIDERS = ['harness', 'flagbase'] as const
export type ProviderName = (typeof PROVIDERS)[number]

/**
 * The provider that the command line asks for; `harness` where it asks for none. Ends the process where it asks
 * for help, or for something that there is not.
 *
 * @param script the npm script's name
 */
export const providerFromArguments = (script: string): ProviderName => {
  const usage = `usage: npm run ${script} -- [--provider ${PROVIDERS.join('|')}]`
  try {
    const { values } = parseArgs({
      options: {
        provider: { type: 'string', default: 'harness' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) {
      console.log(usage)
      process.exit(0)
    }
    const provider = PROVIDERS.find((name) => name === values.provider)
    if (provider !== undefined) return provider
    throw new Error(
      `There is no provider ${JSON.stringify(values.provider)}: choose ${PROVIDERS.join(' or ')}.`,
    )
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(1)
  }
}
