import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Button } from '../ui/button'
import { Sheet } from '../ui/sheet'
import { toast } from '../ui/toast'
import { t } from '../words'
import { say } from '../words/resident'

/** The address that one gives away: this page, in the language one reads it in. */
const address = () => location.origin + location.pathname

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
async function handOver(title: string): Promise<boolean> {
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

/** The page's address to copy, and the same as a code for another phone's camera. */
export function ShareSheet({ open, title, onClose }: ShareProps) {
  return (
    <Sheet open={open} title={t.act.share} onClose={onClose}>
      {open && <Ways title={title} />}
    </Sheet>
  )
}

function Ways({ title }: { title: string }) {
  return (
    <div class="stack">
      <p class="soft">{say.page.share_text}</p>
      <p class="address small">
        <span class="hush">{say.page.link} : </span>
        <bdi dir="ltr">{address()}</bdi>
      </p>
      <Button look="primary" icon="copy" block onClick={copyLink}>
        {say.page.copy}
      </Button>
      {'share' in navigator && (
        <Button icon="share" block onClick={() => handOver(title)}>
          {say.page.share_app}
        </Button>
      )}
      <Code text={address()} />
    </div>
  )
}

/** Draws the code when it is asked for: the drawing comes with it, not with the page. */
function Code({ text }: { text: string }) {
  const drawn = useSignal<{ size: number; path: string } | undefined>(undefined)
  useEffect(() => {
    import('./qr').then(({ draw }) => (drawn.value = draw(text))).catch(() => {})
  }, [text])
  if (!drawn.value) return null
  const { size, path } = drawn.value
  return (
    <figure class="qr">
      <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={say.page.qr_alt(text)} shape-rendering="crispEdges">
        <path d={path} />
      </svg>
      <figcaption>
        <strong>{say.page.qr}</strong>
        <span class="soft small">{say.page.qr_text}</span>
      </figcaption>
    </figure>
  )
}

export async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(address())
    toast(say.page.link_copied)
  } catch {
    toast(address())
  }
}
