import type { OwnWords } from './fr'

/** English words of sessions and keys. */
export const words: OwnWords = {
  proof: {
    title: 'Is it you?',
    text: 'Before this goes on, show that it is you who holds this phone. What you asked for then goes out by itself.',
    code: 'Get a code by mail',
    demo: 'It is me (demonstration)',
    elsewhere: 'This wants a passkey. You make one under “Sessions and keys”.',
  },
}
