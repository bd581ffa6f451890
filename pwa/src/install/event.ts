// Chromium offers the installation at a moment of its own, often before any screen is there: the offer is kept, silently,
// until there is a reason to speak of it.

/** What Chromium hands over; prompt may be called once, from a tap. */
export interface InstallEvent extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

export const offered: { event?: InstallEvent } = {}

globalThis.addEventListener?.('beforeinstallprompt', (event) => {
  event.preventDefault()
  offered.event = event as InstallEvent
})
