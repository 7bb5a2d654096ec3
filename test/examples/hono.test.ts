import { expect, it } from 'vitest'
import { describeShop } from './shop.js'

describeShop('hono', (get) => {
  it.each([
    ['bob, a beta tester', 'bob', 'dark', ''],
    ['ada, who has a banner', 'ada', 'light', 'Welcome back'],
  ])('shows a page to %s', async (_, visitor, theme, banner) => {
    const page = await (await get('/', { 'x-user-id': visitor })).text()
    expect(page).toContain(`data-theme="${theme}"`)
    expect(page).toContain(`<p>${banner}</p>`)
  })
})
