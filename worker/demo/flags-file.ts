import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileFlagbase } from 'burgee/flagbase'
import { compileHarness } from 'burgee/harness'
import {
  createFlagbaseApi,
  createHarnessApi,
  type FlagbaseFlag,
  type HarnessFlag,
  type HarnessSegment,
} from 'burgee/testing'
import { InputError } from './command.js'

export const HARNESS_FILE = fileURLToPath(new URL('config.json', import.meta.url))
export const FLAGBASE_FILE = fileURLToPath(new URL('flagbase.json', import.meta.url))

/** The flags and segments of a file. */
export interface HarnessFlags {
  readonly flags: readonly HarnessFlag[]
  readonly segments: readonly HarnessSegment[]
}

/**
 * Reads flags and segments in the form of Harness's config API.
 *
 * @param file default: config.json beside this file
 * @throws InputError if the file cannot be read, is not JSON, or has an item without a key of its own
 */
export const readHarnessFile = (file = HARNESS_FILE): HarnessFlags => {
  const { flags, segments } = read(file)
  const found = {
    flags: list(file, 'flags', flags),
    segments: list(file, 'segments', segments ?? []),
  } as HarnessFlags
  checkKeys(file, () => createHarnessApi(found))
  return found
}

/**
 * Reads flags in the form of Flagbase's poller.
 *
 * @param file default: flagbase.json beside this file
 * @throws InputError as `readHarnessFile` does
 */
export const readFlagbaseFile = (file = FLAGBASE_FILE): { readonly flags: readonly FlagbaseFlag[] } => {
  const found = { flags: list(file, 'flags', read(file)['flags']) as FlagbaseFlag[] }
  checkKeys(file, () => createFlagbaseApi(found))
  return found
}

/** What Burgee refuses or changes of the flags, a line for each. The cron of the worker logs the same. */
export const problemsOf = (found: { flags: readonly unknown[]; segments?: readonly unknown[] }): string[] => {
  const { flags, segments } = found
  const { issues } = segments === undefined ? compileFlagbase(flags) : compileHarness({ flags, segments })
  return issues.map(({ kind, key, problem }) => `${kind} ${key}: ${problem}`)
}

const read = (file: string): Readonly<Record<string, unknown>> => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new InputError(code === 'ENOENT' ? `${file} does not exist.` : `${file} cannot be read: ${code}.`)
  }
  try {
    return Object(JSON.parse(text))
  } catch (error) {
    throw new InputError(`${file} is not valid JSON: ${(error as Error).message}`)
  }
}

const list = (file: string, name: string, value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) throw new InputError(`${file} has no list ${JSON.stringify(name)}.`)
  const wrong = value.findIndex((item) => typeof item !== 'object' || item === null)
  if (wrong >= 0) throw new InputError(`${file}: ${name}[${wrong}] is not an object.`)
  return value
}

/** @param create builds an API from the flags; it throws if one has no key, or two have the same */
const checkKeys = (file: string, create: () => unknown): void => {
  try {
    create()
  } catch (error) {
    throw new InputError(`${file}: ${(error as Error).message.replace(/^\w+: /, '')}.`)
  }
}
