import { beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../api'
import type { Report, Summary } from '../report/types'
import { loadWords } from '../words'
import { actOf } from './act'
import { again, bodyFor, countOf, type Item, itemsOf, run } from './bulk'

const reports = (n: number) =>
  Array.from({ length: n }, (_, i) => ({ id: `R${i}`, ref: `123456789${i}`, rev: i + 1, due_at: '' }) as Summary)

/** Sends to a server that answers each report in its own way, in turn. */
function server(answers: Record<string, (number | 'ok')[]>) {
  const sent: string[] = []
  const send = async ({ report, id }: Item) => {
    sent.push(`${report.id} ${id}`)
    const answer = answers[report.id]?.shift() ?? 'ok'
    if (answer !== 'ok') throw new Problem(answer, 'x', { detail: `no: ${answer}`, retryAfter: 3 })
    return { id: report.id } as Report
  }
  return { sent, send }
}

const nothing = { told: () => {}, stopped: () => false, wait: async () => {} }
const states = (items: Item[]) => items.map(({ state }) => state).join(' ')

beforeAll(() => loadWords('fr'))

describe('an act on many', () => {
  it('gives each its own result, in order, and goes on after a failure', async () => {
    const { send, sent } = server({ R1: [409] })
    const seen: string[] = []
    const done: string[] = []
    const told = (items: Item[], now?: Report) => {
      seen.push(states(items))
      if (now) done.push(now.id)
    }
    const items = await run({ ...nothing, items: itemsOf(reports(3)), send, told })
    expect(states(items)).toBe('done failed done')
    expect(items[1]?.problem).toBe('no: 409')
    expect(done).toEqual(['R0', 'R2'])
    expect(seen[0]).toBe('sending waiting waiting')
    expect(sent).toHaveLength(3)
  })

  it('tries only what failed again, under the same id', async () => {
    const { send, sent } = server({ R1: [500, 'ok'] })
    const first = await run({ ...nothing, items: itemsOf(reports(3)), send })
    const second = await run({ ...nothing, items: again(first), send })
    expect(states(second)).toBe('done done done')
    expect(sent).toHaveLength(4)
    expect(sent[3]).toBe(sent[1])
  })

  it('waits when there is too much, as long as it is told, and not for ever', async () => {
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    const { send } = server({ R0: [429, 429], R1: Array(9).fill(429) })
    const items = await run({ ...nothing, items: itemsOf(reports(2)), send, wait })
    expect(states(items)).toBe('done failed')
    expect(waits).toEqual(Array(7).fill(3000))
  })

  it('stops between two, and says what was not sent', async () => {
    const { send, sent } = server({})
    const items = await run({ ...nothing, items: itemsOf(reports(4)), send, stopped: () => sent.length >= 2 })
    expect(states(items)).toBe('done done stopped stopped')
    expect(countOf(items, 'stopped', 'failed')).toBe(2)
    expect(states(again(items))).toBe('done done waiting waiting')
  })

  it('is bounded', () => {
    expect(itemsOf(reports(300))).toHaveLength(100)
  })

  it('fills the fields for each, and sends nothing that belongs to another act', () => {
    const [item] = itemsOf(reports(1)) as [Item]
    const draft = {
      id: 'D',
      text: 'Merci {ref} {x}',
      reason: '',
      photos: [],
      sent: [],
      authority: 'a',
      assignee: 'b',
      original: 'c',
    }
    expect(bodyFor(actOf('answer'), draft, item, 'fr')).toEqual({
      id: item.id,
      kind: 'answer',
      text: 'Merci 123-456-7890 {x}',
    })
  })
})
