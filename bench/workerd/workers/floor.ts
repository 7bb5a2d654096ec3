/** The least that a middleware can do: it reads the visitor, and uses the evaluator written for these flags. */
import { Hono } from 'hono'
import { createFloor, type Floor } from '../../floor.js'
import type { Target } from '../../project.js'
import { KEYS } from './keys.js'
import { visitorOf } from './visitor.js'

export const floorApp = (targetOf: (request: Request) => Target) => {
  const app = new Hono<{ Bindings: { DOCUMENT: string }; Variables: { target: Target } }>()
  let floor: Floor
  app.use((c, next) => {
    floor ??= createFloor(JSON.parse(c.env.DOCUMENT))
    c.set('target', targetOf(c.req.raw))
    return next()
  })
  app.get('/', (c) => {
    const target = c.get('target')
    let values = ''
    for (const [key] of KEYS) values += floor.detail(key, target).value ? '1' : '0'
    return c.text(values)
  })
  return app
}

export default floorApp(visitorOf)
