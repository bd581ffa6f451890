// What comes from outside: typed by a person, or written into an address.

/** Latin digits of whatever digits were typed; nothing else. */
export function digits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (d) => String(d.charCodeAt(0) & 15)).replace(/\D/g, '')
}

/** A path of this site, or one's own page: an address from elsewhere is no place to go back to. */
export function ownPath(next: string | null): string {
  return next && /^\/[a-z][\w\-./?=&%]*$/i.test(next) && !next.startsWith('//') ? next : '/me'
}
