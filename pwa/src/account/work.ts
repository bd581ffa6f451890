// The work that speaks for whoever asks for a code: a worker of ALTCHA's solves the server's challenge while the address is
// being typed. Where that can't be (no workers, no cryptography, no time) the code is asked for without it, and few are given.
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { api, ask, type components, Problem } from '../api'

type Challenge = components['schemas']['Challenge']

/** How far the work is. */
export type Work = 'doing' | 'done' | 'without'

/** Milliseconds after which a device has tried enough. */
const patience = 30_000
/** Milliseconds after which a proof is made anew; the server takes it for five minutes. */
const freshness = 4 * 60_000
/** Two at once: more heat a phone and are hardly faster. */
const most = 2

/** Solves a challenge; undefined when time runs out. */
async function solve(challenge: Challenge): Promise<string | undefined> {
  const { default: Solver } = await import('altcha/workers/pbkdf2?worker')
  const count = Math.min(most, navigator.hardwareConcurrency || 1)
  const workers = Array.from({ length: count }, () => new Solver())
  const turn = (worker: Worker, start: number) =>
    new Promise((resolve, reject) => {
      worker.onerror = reject
      worker.onmessage = ({ data }) => (data?.error ? reject(data.error) : resolve(data))
      worker.postMessage({ type: 'work', challenge, counterStart: start, counterStep: count, timeout: patience })
    })
  try {
    const solution = await Promise.race(workers.map(turn))
    return solution ? btoa(JSON.stringify({ challenge, solution })) : undefined
  } finally {
    for (const worker of workers) worker.terminate()
  }
}

/** A proof, or undefined when this device, or the network, gives none. */
async function prove(): Promise<string | undefined> {
  try {
    return await solve(await ask(api.GET('/api/v1/auth/challenge')))
  } catch {
    return undefined
  }
}

/** Begins the work when a form appears. askCode waits for it, unless skip is called. */
export function useProof() {
  const work = useSignal<Work>('doing')
  const current = useRef<Promise<string | undefined>>(undefined)
  const skip = useRef(() => {})
  const begin = () => {
    work.value = 'doing'
    const mine = prove()
    current.current = mine
    void mine.then((proof) => {
      if (current.current === mine) work.value = proof ? 'done' : 'without'
    })
  }
  useEffect(() => {
    begin()
    const timer = setInterval(begin, freshness)
    return () => clearInterval(timer)
  }, [])
  const send = async (email: string) => {
    const skipped = new Promise<undefined>((resolve) => {
      skip.current = () => resolve(undefined)
    })
    const proof = await Promise.race([current.current, skipped])
    return ask(api.POST('/api/v1/auth/codes', { body: proof ? { email, proof } : { email } }))
  }
  // A proof is good once: whatever comes of it, the next request needs another.
  const askCode = async (email: string) => {
    try {
      return await send(email).finally(begin)
    } catch (error) {
      if (!(error instanceof Problem && error.code.startsWith('proof.'))) throw error
      return await send(email).finally(begin)
    }
  }
  return { work, askCode, skip: () => skip.current() }
}
