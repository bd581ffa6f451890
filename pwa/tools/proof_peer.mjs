// The other side of backend/proof, as altcha-lib has it. `vectors` writes what it makes of inputs that Go makes as well;
// without an argument it reads JSON lines and answers each: {challenge} is solved, {make} makes a challenge, {proof} is judged.
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'

const secrets = { hmacSignatureSecret: 'secret of the parameters', hmacKeySignatureSecret: 'secret of the key' }
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64')

/** Vector i: nonce and salt are hashes of its number, everything else follows from it. */
async function vector(i) {
  const drawn = ['nonce', 'salt'].map((name) => createHash('sha256').update(`${name} ${i}`).digest().subarray(0, 16))
  Object.defineProperty(globalThis.crypto, 'getRandomValues', {
    configurable: true,
    value: (array) => {
      array.set(drawn.shift())
      return array
    },
  })
  const made = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 1 + (i % 50),
    counter: (i * 37) % 70_000,
    deriveKey,
    expiresAt: 1_800_000_000 + i,
    ...secrets,
  })
  return made.signature
}

async function answer({ challenge, make, proof }) {
  if (make) {
    const { cost, counter, expiresAt } = make
    return createChallenge({ algorithm: 'PBKDF2/SHA-256', cost, counter, deriveKey, expiresAt, ...secrets })
  }
  if (challenge) return { proof: base64({ challenge, solution: await solveChallenge({ challenge, deriveKey }) }) }
  const given = JSON.parse(Buffer.from(proof, 'base64'))
  return verifySolution({ ...given, deriveKey, ...secrets })
}

if (process.argv[2] === 'vectors') {
  for (let i = 0; i < 1000; i++) console.log(await vector(i))
} else {
  for await (const line of createInterface({ input: process.stdin }))
    console.log(JSON.stringify(await answer(JSON.parse(line))))
}
