import { useRoom } from '../room'
import { Button } from '../ui/button'
import { Sheet } from '../ui/sheet'
import { t } from '../words'
import { say } from '../words/resident'
import { address, copyLink, handOver } from './share'
import './share.css'

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
  const room = useRoom(
    true,
    () => import('./qr'),
    () => {},
  )
  if (!room) return null
  const { size, path } = room.draw(text)
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
