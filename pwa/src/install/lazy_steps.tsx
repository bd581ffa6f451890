import { useRoom } from '../room'
import { toast } from '../ui/toast'
import { say } from '../words/resident'

/** The pictures of how to install, fetched for whoever wants to see them; offline, one sentence does. */
export function Steps(props: { open: boolean; onClose: () => void }) {
  const room = useRoom(
    props.open,
    () => import('./steps'),
    () => {
      toast(say.install.menu)
      props.onClose()
    },
  )
  return room ? <room.StepsSheet {...props} /> : null
}
