// Stands in for the entry on a page whose photo is what people came to see: the photo has the line for itself, and the app,
// which would only slow it down, comes right after. What the page says can be read all the while.
const photo = document.querySelector<HTMLImageElement>('#app img')
const later = [...document.querySelectorAll<HTMLLinkElement>('link[data-later]')]

/** How long the app waits for a photo at most, in ms. */
const patience = 1500

let begun = false
function begin(): void {
  if (begun) return
  begun = true
  for (const link of later) link.rel = 'modulepreload'
  const entry = later.at(-1)
  if (entry) void import(/* @vite-ignore */ entry.href)
}

setTimeout(begin, patience)
// Not before it is on the screen: two frames and a breath after it has come.
const shown = () => requestAnimationFrame(() => setTimeout(begin, 40))
if (photo) photo.decode().then(shown, begin)
else begin()

export {}
