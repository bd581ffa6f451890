// A QR code as one SVG path; fetched with the sheet that shows it.
import { encode } from 'uqr'

/** The code of a text with its quiet zone of four: the side in modules, and the dark ones as a path. */
export function draw(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  let path = ''
  data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`
    })
  })
  return { size, path }
}
