// Client-made ids (https://github.com/ulid/spec): creating is PUT /…/{id} and safe to repeat.

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Makes a ULID: 10 characters of time in milliseconds, 16 of chance, in Crockford's base 32. */
export function ulid(now = Date.now()): string {
  let time = ''
  for (let left = now, i = 0; i < 10; i++, left = Math.floor(left / 32)) time = letters[left % 32] + time
  let chance = ''
  for (const byte of crypto.getRandomValues(new Uint8Array(16))) chance += letters[byte & 31]
  return time + chance
}
