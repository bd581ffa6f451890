import { ago, date } from '../words'

/** A moment as a distance from now, with the full date on hover and for machines. */
export function Ago({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} data-ago>
      {ago(iso)}
    </time>
  )
}

// A browser's first date costs a phone more than drawing the whole list: it is written when a mouse asks for it.
if (typeof addEventListener === 'function') {
  addEventListener('mouseover', ({ target }) => {
    const time = (target as Element | null)?.closest?.<HTMLTimeElement>('time[data-ago]')
    if (time) time.title = date(time.dateTime, 'time')
  })
}

/** A moment as a date. */
export function When({ iso, style = 'day' }: { iso: string; style?: 'day' | 'long' | 'time' }) {
  return <time dateTime={iso}>{date(iso, style)}</time>
}
