import { useSignal } from '@preact/signals'
import { useRoom } from '../room'
import { Button } from '../ui/button'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'

/** The address that one gives away: this page, in the language one reads it in. */
export const address = () => location.origin + location.pathname

/** Shares the page by the phone's own means; where there are none, shows what can be copied and scanned. */
export function ShareButton({ title }: { title: string }) {
  const open = useSignal(false)
  const share = async () => {
    if (!(await handOver(title))) open.value = true
  }
  return (
    <>
      <Button look="plain" icon="share" onClick={share}>
        {t.act.share}
      </Button>
      <ShareSheet open={open.value} title={title} onClose={() => (open.value = false)} />
    </>
  )
}

/** True when the phone's own sheet was shown, whatever came of it. */
export async function handOver(title: string): Promise<boolean> {
  if (!navigator.share) return false
  try {
    await navigator.share({ title, url: address() })
    return true
  } catch (error) {
    return error instanceof Error && error.name === 'AbortError'
  }
}

interface ShareProps {
  open: boolean
  title: string
  onClose: () => void
}

/** Ways to give the page away, fetched when the phone's own do not do. */
export function ShareSheet(props: ShareProps) {
  const room = useRoom(
    props.open,
    () => import('./share_sheet'),
    () => void copyLink(),
  )
  return room ? <room.ShareSheet {...props} /> : null
}

export async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(address())
    toast(say.page.link_copied)
  } catch {
    toast(address())
  }
}
