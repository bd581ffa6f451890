import { Problem, problemText } from '../api'
import { Button } from '../ui/button'
import { number, t } from '../words'
import { staff } from '../words/staff'
import { type Held, held, secondsLeft, send, takeBack } from './held'
import { undo } from './state'

/** Acts in the tray at once; the others are counted. */
const most = 3

interface TrayProps {
  /** The report on the desk says itself what waits for it. */
  current: string
  onOpen: (report: string) => void
}

/** What is not sent yet, with the seconds left to take it back. It lies over the page, so that nothing moves. */
export function Tray({ current, onOpen }: TrayProps) {
  const all = held.value.filter(({ report, state }) => report.id !== current || state === 'failed')
  if (all.length === 0) return null
  const shown = all.slice(-most)
  return (
    <section class="tray" aria-label={staff.hold.title}>
      {all.length > shown.length && <p class="small">{staff.hold.more(number(all.length - shown.length))}</p>}
      {shown.map((one) => (
        <Waiting key={one.id} one={one} onOpen={onOpen} />
      ))}
    </section>
  )
}

function Waiting({ one, onOpen }: { one: Held; onOpen: (report: string) => void }) {
  const failed = one.state === 'failed'
  const stale = one.problem instanceof Problem && one.problem.status === 412
  return (
    <div class="waiting" role={failed ? 'alert' : undefined}>
      <div class="grow">
        <p class="strong">
          {one.label} · <State one={one} />
        </p>
        <p class="small cut" lang={one.report.lang || undefined} dir="auto">
          {one.report.title}
        </p>
        {failed && <p class="small">{problemText(one.problem)}</p>}
      </div>
      {one.state === 'held' && <Button onClick={() => undo(one)}>{staff.hold.undo}</Button>}
      {one.state === 'held' && (
        <Button look="plain" onClick={() => send(one.id)}>
          {staff.hold.now}
        </Button>
      )}
      {failed && !stale && <Button onClick={() => send(one.id)}>{staff.hold.again}</Button>}
      {failed && (
        <Button
          look="plain"
          onClick={() => {
            takeBack(one.id)
            onOpen(one.report.id)
          }}
        >
          {stale ? t.act.edit : staff.hold.drop}
        </Button>
      )}
    </div>
  )
}

/** How an act stands; the seconds are for eyes, they are said once when it begins to wait. */
export function State({ one }: { one: Held }) {
  if (one.state === 'sending') return <>{staff.hold.sending}</>
  if (one.state === 'failed') return <>{staff.hold.failed}</>
  return <span class="ticks">{staff.hold.badge(number(secondsLeft(one)))}</span>
}
