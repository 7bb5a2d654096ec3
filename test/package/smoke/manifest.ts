import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** What this folder and its neighbours read of package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly type: string
  readonly sideEffects: boolean
  readonly engines: { readonly node: string }
  readonly files: readonly string[]
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>
}

export const readManifest = (): Manifest => JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'))

export interface Subpath {
  /** As it is imported: `burgee`, `burgee/hono`. */
  readonly specifier: string
  readonly types: string
  readonly code: string
}

/** What can be imported; `./package.json` is there for tools, and left out. */
export const subpaths = ({ name, exports }: Manifest): readonly Subpath[] =>
  Object.entries(exports).flatMap(([subpath, target]) =>
    typeof target === 'string'
      ? []
      : [{ specifier: name + subpath.slice(1), types: target.types, code: target.default }],
  )
