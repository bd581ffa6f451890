// The mark: people seated in a ring around a zellige star, inside a map pin. An assembly, at a place.

const seats = Array.from({ length: 8 }, (_, i) => {
  const angle = (i * Math.PI) / 4 + Math.PI / 8
  return { x: 24 + 10.6 * Math.cos(angle), y: 19 + 10.6 * Math.sin(angle) }
})

/** The app's mark; decorative, so put the name beside it. */
export function Logo({ size = 40 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 48 48" aria-hidden="true">
      <path d="M24 46.5C19 41 7 30.5 7 19a17 17 0 0 1 34 0c0 11.5-12 22-17 27.5z" fill="var(--accent)" />
      {seats.map(({ x, y }) => (
        <circle key={x + y} cx={x.toFixed(2)} cy={y.toFixed(2)} r="2.5" fill="var(--accent-ink)" />
      ))}
      <path d={star(24, 19, 5.2)} fill="var(--sand)" />
    </svg>
  )
}

/** An eight-pointed star: two squares, one turned by 45°. */
export function star(x: number, y: number, r: number): string {
  const inner = r * 0.765
  const points = Array.from({ length: 16 }, (_, i) => {
    const length = i % 2 ? inner : r
    const angle = (i * Math.PI) / 8
    return `${(x + length * Math.cos(angle)).toFixed(2)} ${(y + length * Math.sin(angle)).toFixed(2)}`
  })
  return `M${points.join('L')}z`
}

/** The star alone, as a quiet ground for a picture. */
export function Star({ size = 96 }: { size?: number }) {
  return (
    <svg class="star" width={size} height={size} viewBox="0 0 96 96" aria-hidden="true">
      <path d={star(48, 48, 47)} fill="currentColor" />
    </svg>
  )
}

/** A line of stars, the app's one ornament: under a headline, at the foot of a page. */
export function Zellige({ count = 9 }: { count?: number }) {
  return (
    <svg class="zellige" width={count * 20} height="20" viewBox={`0 0 ${count * 20} 20`} aria-hidden="true">
      {Array.from({ length: count }, (_, i) => (
        <path key={i} d={star(10 + i * 20, 10, 8)} fill={i % 2 ? 'var(--sand)' : 'var(--accent)'} />
      ))}
    </svg>
  )
}
