/** Projects in the format of Harness's config API, with all members that it sends for a flag. */
import type { HarnessFlag, HarnessSegment } from 'burgee/testing'
import type { FlagSpec, Project } from './project.js'

export interface HarnessDocument {
  readonly flags: readonly HarnessFlag[]
  readonly segments: readonly HarnessSegment[]
}

export const harnessDocument = ({ flags, segments }: Project): HarnessDocument => ({
  flags: flags.map(toFlag),
  segments: segments.map(({ id, members }) => ({
    identifier: id,
    name: id,
    environment: 'production',
    included: members.map((identifier) => ({ identifier })),
    excluded: [],
    rules: [],
    version: 3,
  })),
})

/** The body of a successful login. Its token is not signed, because no client checks the signature. */
export const harnessLogin = (): string => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const claims = { environment: 'bench', environmentIdentifier: 'bench', clusterIdentifier: '1' }
  return JSON.stringify({ authToken: `${encode({ alg: 'none' })}.${encode(claims)}.signature` })
}

const OPERATORS: Readonly<Record<string, string>> = { startsWith: 'starts_with', endsWith: 'ends_with' }

const toFlag = ({ key, on, rules = [], segment, rollout, otherwise }: FlagSpec): HarnessFlag => {
  const clauses = rules.map(({ attribute, anyOf, how = 'is' }) => ({
    attribute,
    op: OPERATORS[how] ?? (anyOf.length === 1 ? 'equal' : 'in'),
    values: anyOf,
  }))
  if (segment !== undefined) clauses.push({ attribute: '', op: 'segmentMatch', values: [segment] })
  const half = (variation: string) => ({ variation, weight: 50 })
  return {
    feature: key,
    project: 'storefront',
    environment: 'production',
    kind: 'boolean',
    state: on ? 'on' : 'off',
    variations: [
      { identifier: 'on', value: 'true', name: 'On' },
      { identifier: 'off', value: 'false', name: 'Off' },
    ],
    offVariation: 'off',
    defaultServe: rollout
      ? { distribution: { bucketBy: 'identifier', variations: [half('on'), half('off')] } }
      : { variation: otherwise ? 'on' : 'off' },
    rules: clauses.map((clause, place) => ({
      ruleId: `${key}-rule-${place}`,
      priority: place + 1,
      clauses: [{ ...clause, negate: false }],
      serve: { variation: 'on' },
    })),
    prerequisites: [],
    variationToTargetMap: [],
    version: 7,
  }
}
