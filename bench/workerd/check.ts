/** Checks what an app in workerd answers to each visitor. */
import { createFloor } from '../floor.js'
import { answerOf } from '../project.js'
import { PROJECT, TEN } from './flags.js'
import { askOnce, type Question, requestOf } from './load.js'
import type { Subject } from './subjects.js'
import { cookiesOf, targetOf, visitors } from './visitors.js'

const floor = createFloor(PROJECT)

const digit = (value: boolean) => (value ? '1' : '0')

/** The response as a pattern: a digit for each flag, or a dot if the SDK's own hash decides. */
const patternFor = ({ flags }: Subject, id: string): string => {
  if (flags === 'none') return '0'.repeat(TEN.length)
  const target = targetOf(id)
  return TEN.map((flag) => {
    const value = answerOf(flag, target, PROJECT)
    if (value !== undefined) return digit(value)
    return flags === 'Harness' ? digit(floor.detail(flag.key, target).value) : '.'
  }).join('')
}

/**
 * Sends one request as each visitor.
 *
 * @param count how many visitors
 * @returns the requests, each with its response
 * @throws Error if a response is not what the flags must serve, or a 50/50 rollout is far from half
 */
export const checkAnswers = async (
  subject: Subject,
  url: URL,
  count: number,
): Promise<readonly Question[]> => {
  const questions: { request: Buffer; answer: string }[] = []
  for (const id of visitors(count)) {
    const request = requestOf(cookiesOf(id))
    const answer = await askOnce(url, request)
    const pattern = patternFor(subject, id)
    if (!new RegExp(`^${pattern}$`).test(answer)) {
      throw new Error(`${subject.name}: the response to ${id} is ${answer}, not ${pattern}`)
    }
    questions.push({ request, answer })
  }
  if (subject.flags !== 'none') {
    for (const [place, { rollout, key }] of TEN.entries()) {
      const share = questions.filter(({ answer }) => answer[place] === '1').length / questions.length
      // Within five standard deviations of a half.
      if (rollout && Math.abs(share - 0.5) > 2.5 / Math.sqrt(questions.length)) {
        throw new Error(`${subject.name}: the rollout ${key} serves true to ${share} of the visitors`)
      }
    }
  }
  return questions
}
