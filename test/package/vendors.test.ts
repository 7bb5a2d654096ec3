/** The evaluator, the compiler and the adapters name no vendor: what differs between vendors is a dialect. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** An entry file may name one, because it supplies the default. */
const ENTRY = /^(request|(adapters|openfeature)\/\w+)\/index\.ts$/

const files = ['core', 'compile', 'request', 'adapters', 'openfeature'].flatMap((room) =>
  readdirSync(`${src}/${room}`, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${room}/${file}`),
)

it('files are found', () => {
  expect(files.length).toBeGreaterThan(50)
})

it.each(files.filter((file) => !ENTRY.test(file)))('%s names no vendor', (file) => {
  expect(readFileSync(`${src}/${file}`, 'utf8')).not.toMatch(/harness|flagbase/i)
})
