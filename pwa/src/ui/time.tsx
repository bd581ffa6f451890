import { ago, date } from '../words'

/** A moment as a distance from now, with the full date on hover and for machines. */
export function Ago({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={date(iso, 'time')}>
      {ago(iso)}
    </time>
  )
}

/** A moment as a date. */
export function When({ iso, style = 'day' }: { iso: string; style?: 'day' | 'long' | 'time' }) {
  return <time dateTime={iso}>{date(iso, style)}</time>
}
