/** What every visitor must be answered. */
import { createFloor } from '../floor.js'
import { answerOf } from '../project.js'
import { askOnce, type Question, requestOf } from './load.js'
import { PROJECT, TEN, targetOf, visitors } from './project.js'
import type { Subject } from './subjects.js'

/** A power of two, many enough that no two requests in a row have anything in common. */
const VISITORS = 512

const floor = createFloor(PROJECT)

/** Among other cookies, as visitors have them. */
export const cookiesOf = (id: string): string =>
  `theme=dark; burgee_id=${id}; _ga=GA1.1.1714402851.1700000000`

const digit = (value: boolean) => (value ? '1' : '0')

/** By the specification; a dot where an SDK's own hash decides. */
const patternFor = ({ flags }: Subject, id: string): string => {
  if (flags === 'none') return '0'.repeat(TEN.length)
  const target = targetOf(id)
  return TEN.map((flag) => {
    const answer = answerOf(flag, target, PROJECT)
    if (answer !== undefined) return digit(answer)
    return flags === 'Harness' ? digit(floor.detail(flag.key, target).value) : '.'
  }).join('')
}

/**
 * Asks as every visitor.
 *
 * @returns the questions, each with its answer
 * @throws Error where an answer is not what the specification says, or a rollout to half is not one
 */
export const checkAnswers = async (subject: Subject, url: URL): Promise<readonly Question[]> => {
  const questions: { request: Buffer; answer: string }[] = []
  for (const id of visitors(VISITORS)) {
    const request = requestOf(cookiesOf(id))
    const answer = await askOnce(url, request)
    const pattern = patternFor(subject, id)
    if (!new RegExp(`^${pattern}$`).test(answer)) {
      throw new Error(`${subject.name}: ${answer} for ${id}, not ${pattern}`)
    }
    questions.push({ request, answer })
  }
  if (subject.flags !== 'none') {
    for (const [place, { rollout, key }] of TEN.entries()) {
      const share = questions.filter(({ answer }) => answer[place] === '1').length / VISITORS
      if (rollout && Math.abs(share - 0.5) > 0.1) throw new Error(`${subject.name}: ${key} serves ${share}`)
    }
  }
  return questions
}
