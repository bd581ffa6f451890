// A part of a screen that few people open, fetched when they do.
import { useEffect, useState } from 'preact/hooks'

/** What a lazy module holds once it is wanted and there; undefined until then. failed hears of a line that is down. */
export function useRoom<T>(wanted: boolean, load: () => Promise<T>, failed?: () => void): T | undefined {
  const [room, setRoom] = useState<{ here: T } | undefined>(undefined)
  useEffect(() => {
    if (wanted && !room) load().then((here) => setRoom({ here }), failed)
  }, [wanted])
  return room?.here
}
