// Chromium offers the installation at a moment of its own, often before any screen is there: the offer is kept, silently,
// until there is a reason to speak of it. A property of the window, because the first script counts every byte.

/** What Chromium hands over; prompt may be called once, from a tap. */
export interface InstallEvent extends Event {
  prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }>
}

declare global {
  interface Window {
    /** The offer that waits. */
    install?: InstallEvent
  }
}

addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  window.install = event as InstallEvent
})
