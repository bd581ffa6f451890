import { describe, expect, it } from 'vitest'
import { grouped, type Notification } from './group'

const news = (id: string, at: string, subject: string): Notification => ({
  id,
  at,
  kind: 'status',
  subject: { kind: 'report', id: subject },
  title: id,
  body: '',
  path: `/fr/reports/${subject}`,
})

describe('an inbox', () => {
  it('stands by day, and within a day by report, all newest first', () => {
    const items = [
      news('5', '2026-11-23T09:00:00Z', 'a'),
      news('4', '2026-11-23T08:00:00Z', 'b'),
      news('3', '2026-11-23T07:00:00Z', 'a'),
      news('2', '2026-11-22T23:00:00Z', 'a'),
      news('1', '2026-11-20T23:00:00Z', ''),
    ]
    const days = grouped(items, (iso) => iso.slice(0, 10))
    expect(
      days.map(({ day, about }) => [day, about.map((one) => [one.subject, one.items.map((item) => item.id).join()])]),
    ).toEqual([
      [
        '2026-11-23',
        [
          ['a', '5,3'],
          ['b', '4'],
        ],
      ],
      ['2026-11-22', [['a', '2']]],
      ['2026-11-20', [['1', '1']]],
    ])
  })
})
