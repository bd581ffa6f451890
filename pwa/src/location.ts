// Where the phone is. Asked only when the person taps for it.
import type { Point } from './city'

export interface Fix extends Point {
  /** Radius in metres in which the phone believes to be. */
  accuracy: number
}

/** Asks the phone where it is; rejects when it may not or cannot say so within 15 seconds. */
export function locate(): Promise<Fix> {
  return new Promise((found, failed) => {
    if (!navigator.geolocation) return failed(new Error('locate: no geolocation'))
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => found({ lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy }),
      failed,
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    )
  })
}

/** Whether the person has already allowed it, so that asking again would only cost a tap. */
export async function mayLocate(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state === 'granted'
  } catch {
    // Older Safari knows no such question.
    return false
  }
}
