// Two small charts, each with its numbers in a table beside it: what a picture says is also there to be read.
import type { components } from '../api'
import { date, number, pageLang } from '../words'
import { staff } from '../words/staff'

export type Numbers = components['schemas']['Numbers']

const size = { width: 640, height: 180, bottom: 24, side: 34 }

/** A round number not below n: 1, 2 or 4 times a power of ten, so that half of it is whole from 4 on. */
export function ceiling(n: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(n, 1)))
  return [1, 2, 4, 10].map((step) => step * power).find((top) => top >= n) ?? n
}

/** Reports in and closed per day: a pair of bars each, the oldest at the line's beginning. */
export function Flow({ days }: { days: Numbers['days'] }) {
  const rtl = pageLang() === 'ar'
  const top = ceiling(Math.max(4, ...days.map(({ came, closed }) => Math.max(came, closed))))
  const inner = size.width - size.side
  const step = inner / days.length
  const tall = size.height - size.bottom
  const y = (n: number) => tall - (n / top) * (tall - 8)
  const x = (at: number) => (rtl ? inner - at : size.side + at)
  const bar = (i: number, n: number, part: 0 | 1) => {
    const wide = step * 0.36
    const at = i * step + step * 0.12 + part * (wide + 1)
    return { x: rtl ? x(at) - wide : x(at), y: y(n), width: wide, height: Math.max(0, tall - y(n)), rx: 2 }
  }
  return (
    <svg class="flow" viewBox={`0 0 ${size.width} ${size.height}`} aria-hidden="true">
      {[0, top / 2, top].map((n) => (
        <g key={n}>
          <line x1={rtl ? 0 : size.side} x2={rtl ? inner : size.width} y1={y(n)} y2={y(n)} />
          <text x={rtl ? size.width - 4 : size.side - 6} y={y(n) + 4} text-anchor="end" direction="ltr">
            {number(n)}
          </text>
        </g>
      ))}
      {days.map(({ day, came, closed }, i) => (
        <g key={day}>
          <rect class="came" {...bar(i, came, 0)} />
          <rect class="closed" {...bar(i, closed, 1)} />
          {(days.length - 1 - i) % 7 === 0 && (
            <text
              x={x(i * step + (i === days.length - 1 ? step : step / 2))}
              y={size.height - 6}
              text-anchor={i === days.length - 1 ? 'end' : 'middle'}
            >
              {short(day)}
            </text>
          )}
        </g>
      ))}
    </svg>
  )
}

// A day and a month are enough below a bar; noon is the same day in every zone of the city.
function short(day: string): string {
  return date(`${day}T12:00:00Z`).replace(/[\s,]*\d{4}$/, '')
}

const late = ['late_month', 'late_weeks', 'late_week']

/** Open reports against their deadline: one line each, as long as they are many. */
export function Ages({ ages }: { ages: Numbers['ages'] }) {
  const most = Math.max(1, ...ages.map(({ n }) => n))
  return (
    <ul class="ages">
      {ages.map(({ age, n }) => (
        <li key={age}>
          <span>{staff.day.age[age]}</span>
          <span class="stretch" aria-hidden="true">
            <span class={late.includes(age) ? 'late' : age} style={{ inlineSize: `${(n / most) * 100}%` }} />
          </span>
          <bdi class="strong">{number(n)}</bdi>
        </li>
      ))}
    </ul>
  )
}

/** The numbers of the bars, for those who read them. */
export function FlowTable({ days }: { days: Numbers['days'] }) {
  return (
    <details class="table">
      <summary>{staff.day.table}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={staff.day.flow}>
        <table>
          <thead>
            <tr>
              <th scope="col">{staff.day.day}</th>
              <th scope="col">{staff.day.came}</th>
              <th scope="col">{staff.day.closed}</th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(({ day, came, closed }) => (
              <tr key={day}>
                <th scope="row">
                  <time dateTime={day}>{date(`${day}T12:00:00Z`)}</time>
                </th>
                <td>{number(came)}</td>
                <td>{number(closed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  )
}
