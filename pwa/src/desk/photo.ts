// Sends a photo at once: officials work online, and see beside the form what went wrong.
import { problemFrom, problemOf } from '../api/problem'
import type { Taken } from '../photo/take'

/** Milliseconds for half a megabyte on a slow line. */
const patience = 120_000

/** Puts a photo under its id, safe to repeat; throws a Problem. */
export async function sendPhoto({ id, blob }: Taken): Promise<void> {
  let response: Response
  try {
    response = await fetch(`/api/v1/photos/${id}`, {
      method: 'PUT',
      body: blob,
      headers: { 'Content-Type': blob.type },
      signal: AbortSignal.timeout(patience),
    })
  } catch (error) {
    throw problemFrom(error)
  }
  if (!response.ok) throw await problemOf(response)
}
