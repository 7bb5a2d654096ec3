import type { HarnessApi, HarnessFlag, HarnessSegment } from 'burgee/testing'

/** On for the segment `beta`, off for other targets. */
export const darkMode: HarnessFlag = {
  feature: 'dark-mode',
  kind: 'boolean',
  state: 'on',
  variations: [
    { identifier: 'true', value: 'true' },
    { identifier: 'false', value: 'false' },
  ],
  offVariation: 'false',
  defaultServe: { variation: 'false' },
  rules: [
    {
      ruleId: 'beta-first',
      priority: 1,
      clauses: [{ attribute: '', op: 'segmentMatch', values: ['beta'], negate: false }],
      serve: { variation: 'true' },
    },
  ],
}

export const greeting: HarnessFlag = {
  feature: 'greeting',
  kind: 'string',
  state: 'on',
  variations: [
    { identifier: 'plain', value: 'hello' },
    { identifier: 'loud', value: 'HELLO' },
  ],
  offVariation: 'plain',
  defaultServe: { variation: 'loud' },
}

export const pageSize: HarnessFlag = {
  feature: 'page-size',
  kind: 'int',
  state: 'on',
  variations: [{ identifier: 'large', value: '50' }],
  offVariation: 'large',
  defaultServe: { variation: 'large' },
}

export const theme: HarnessFlag = {
  feature: 'theme',
  kind: 'json',
  state: 'on',
  variations: [{ identifier: 'sea', value: '{"accent":"teal","radius":4}' }],
  offVariation: 'sea',
  defaultServe: { variation: 'sea' },
}

/** All addresses at example.org, by a serving rule. */
export const beta: HarnessSegment = {
  identifier: 'beta',
  name: 'Beta testers',
  servingRules: [
    {
      ruleId: 'staff',
      priority: 1,
      clauses: [{ attribute: 'email', op: 'ends_with', values: ['@example.org'], negate: false }],
    },
  ],
}

export const BASE = 'http://config.test/api/1.0'

/** Authenticates as a client does. Returns the headers for its next requests. */
export async function signIn(api: HarnessApi): Promise<{ Authorization: string }> {
  const response = await api.fetch(`${BASE}/client/auth`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ apiKey: api.sdkKey }),
  })
  const { authToken } = (await response.json()) as { authToken: string }
  return { Authorization: `Bearer ${authToken}` }
}
