// Dangerous acts want somebody who showed a moment ago who they are. The city says so by refusing (auth.fresh_needed).
import { Problem } from '../api'

/**
 * Runs a request; when the city wants a fresh proof first, has the person give one and runs it once more. Whoever
 * closes the sheet instead gets the refusal, as thrown.
 */
export async function withProof<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'auth.fresh_needed') throw error
    const { prove } = await import('./proof_sheet')
    if (!(await prove('passkey' in error.fields))) throw error
    return await run()
  }
}
