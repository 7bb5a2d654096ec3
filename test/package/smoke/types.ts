import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandError, run } from './command.js'
import { ROOT } from './manifest.js'

/** Where a worker's global types come from: the two that people have. */
const PLATFORMS = {
  '@cloudflare/workers-types': {
    lib: ['ES2022'],
    files: [`${ROOT}node_modules/@cloudflare/workers-types/index.d.ts`],
  },
  'lib DOM': { lib: ['ES2022', 'DOM', 'DOM.Iterable'], files: [] },
} as const

export type Platform = keyof typeof PLATFORMS

const RESOLUTIONS = {
  bundler: { module: 'ESNext', moduleResolution: 'Bundler' },
  nodenext: { module: 'NodeNext', moduleResolution: 'NodeNext' },
} as const

export type Resolution = keyof typeof RESOLUTIONS

/** Each way to resolve modules, with each platform. */
export const TYPE_CHECKS: readonly (readonly [Resolution, Platform])[] = [
  ['bundler', '@cloudflare/workers-types'],
  ['bundler', 'lib DOM'],
  ['nodenext', '@cloudflare/workers-types'],
  ['nodenext', 'lib DOM'],
]

/**
 * Type-checks files of the consumer's folder as strictly as TypeScript goes, our declaration files included.
 *
 * @throws Error with what TypeScript says
 */
export const checkTypes = async (
  folder: string,
  files: readonly string[],
  resolution: Resolution,
  platform: Platform,
): Promise<void> => {
  const { lib, files: globals } = PLATFORMS[platform]
  const compilerOptions = {
    ...RESOLUTIONS[resolution],
    target: 'ES2022',
    lib,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    skipLibCheck: false,
    noEmit: true,
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [...files, ...globals] }),
  )
  try {
    await run(process.execPath, [`${ROOT}node_modules/typescript/bin/tsc`, '--pretty', 'false'], folder)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const ours = errorsIn(error.output).filter(isOurs)
    if (ours.length > 0) throw new Error(ours.join('\n'))
  }
}

/** One error a piece: its further lines are indented. */
const errorsIn = (output: string): readonly string[] => output.trim().split(/\n(?!\s)/)

/** What others' declarations get wrong among themselves is not for us to mend. */
const isOurs = (error: string): boolean => !/^node_modules\/(?!burgee\/)[^\n]*: error TS/.test(error)
