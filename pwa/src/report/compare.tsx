import { useSignal } from '@preact/signals'
import { Button } from '../ui/button'
import { Photo, wide } from '../ui/photo'
import { percent } from '../words'
import { say } from '../words/resident'
import type { PhotoView } from './types'
import './compare.css'

interface CompareProps {
  before: PhotoView
  after: PhotoView
}

/** Two photos of one place: one over the other with an edge to push, by thumb or arrow keys, or side by side. */
export function Compare({ before, after }: CompareProps) {
  const beside = useSignal(false)
  return (
    <section class="stack tight" aria-label={say.page.compare}>
      <h2 class="hush">{say.page.compare}</h2>
      {beside.value ? <Beside before={before} after={after} /> : <Slide before={before} after={after} />}
      <div class="compare-choice">
        <Button look="ghost" aria-pressed={beside.value} onClick={() => (beside.value = !beside.value)}>
          {say.page.beside}
        </Button>
      </div>
    </section>
  )
}

function Slide({ before, after }: CompareProps) {
  const at = useSignal(50)
  return (
    <div class="compare" style={{ '--at': `${at.value}%` }}>
      <Photo photo={after.id} color={after.color} alt={say.page.after} sizes={wide} />
      <div class="over">
        <Photo photo={before.id} color={before.color} alt={say.page.before} sizes={wide} />
      </div>
      <span class="tag" aria-hidden="true">
        {say.page.before}
      </span>
      <span class="tag after" aria-hidden="true">
        {say.page.after}
      </span>
      <span class="edge" aria-hidden="true" />
      <input
        type="range"
        min={0}
        max={100}
        value={at.value}
        aria-label={say.page.compare}
        aria-valuetext={say.page.compare_at(percent(1 - at.value / 100))}
        onInput={(event) => (at.value = Number(event.currentTarget.value))}
      />
    </div>
  )
}

function Beside({ before, after }: CompareProps) {
  const pair: [string, PhotoView][] = [
    [say.page.before, before],
    [say.page.after, after],
  ]
  return (
    <div class="pair">
      {pair.map(([label, photo]) => (
        <figure key={photo.id}>
          <Photo photo={photo.id} color={photo.color} alt={label} sizes="50vw" />
          <figcaption class="small strong centre">{label}</figcaption>
        </figure>
      ))}
    </div>
  )
}
