import { icons } from './icons'
import sprite from './pictures.svg?no-inline'

/** The app's own pictures that are fetched with the sprite. */
export const spriteIcons = [
  'image',
  'calendar',
  'share',
  'flag',
  'hand',
  'hide',
  'edit',
  'trash',
  'compass',
  'inbox',
  'list',
  'chart',
  'key',
  'leave',
  'phone',
  'print',
  'shield',
] as const

/** A picture of the app itself. */
export type IconName = keyof typeof icons | (typeof spriteIcons)[number]

/** Pictures of domains and categories that a city profile may name, beside the app's own (clock, people, shield…). */
export const categoryIcons =
  'counter queue wheelchair laptop book desk school ball paw road pothole pavement signal sign tow parking bus tram crossing bicycle city truck bin dump sofa drop tap pipe manhole flood plug bolt lamp bench building smoke wind sound tree beach crane car'.split(
    ' ',
  )

const drawn = new Set<string>([...spriteIcons, ...categoryIcons])

interface IconProps {
  /** One of the app's own names, or a category's icon from the city profile; a pin stands in for an unknown one. */
  name: string
  size?: number
}

/** Pictures that point along the line turn round with it. */
const turning = ['back', 'next', 'send', 'undo', 'leave', 'list']

/** A picture of 24 px. It is decoration: the words beside it, or the label of its button, say what it means. */
export function Icon({ name, size = 24 }: IconProps) {
  const own = icons[name as keyof typeof icons] as string | undefined
  return (
    <svg
      class={turning.includes(name) ? 'icon mirror' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'more' ? 3 : 1.75}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {own || !drawn.has(name) ? <path d={own ?? icons.pin} /> : <use href={`${sprite}#${name}`} />}
    </svg>
  )
}
