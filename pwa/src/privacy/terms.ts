/** The version of the words in which people are asked to agree: what the server knows as privacy.Terms. */
export const terms = '2026-11-23'
