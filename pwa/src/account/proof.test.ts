import { describe, expect, it, vi } from 'vitest'
import { Problem } from '../api'
import { withProof } from './proof'

const prove = vi.hoisted(() => vi.fn<(passkeyOnly: boolean) => Promise<boolean>>())
vi.mock('./proof_sheet', () => ({ prove }))

const stale = (fields = {}) => new Problem(403, 'auth.fresh_needed', { fields })

describe('a request that wants a fresh proof', () => {
  it('goes out again once the proof is given', async () => {
    prove.mockResolvedValueOnce(true)
    const run = vi
      .fn()
      .mockRejectedValueOnce(stale({ passkey: 'x' }))
      .mockResolvedValueOnce('done')
    expect(await withProof(run)).toBe('done')
    expect(prove).toHaveBeenLastCalledWith(true)
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('is refused when the person closes the sheet', async () => {
    prove.mockResolvedValueOnce(false)
    const run = vi.fn().mockRejectedValue(stale())
    await expect(withProof(run)).rejects.toMatchObject({ code: 'auth.fresh_needed' })
    expect(prove).toHaveBeenLastCalledWith(false)
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('leaves every other refusal alone', async () => {
    prove.mockClear()
    await expect(withProof(() => Promise.reject(new Problem(403, 'auth.role')))).rejects.toMatchObject({
      code: 'auth.role',
    })
    expect(prove).not.toHaveBeenCalled()
  })
})
