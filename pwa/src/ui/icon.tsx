import sprite from './categories.svg?no-inline'
import { icons, type OwnIcon } from './icons'

export type IconName = OwnIcon

/** Pictures of the city's domains and categories, as a profile may name them. */
export const categoryIcons =
  'counter queue wheelchair info screen book desk school ball shield paw road pothole pavement signal sign car parking bus crossing bike city truck bin dump sofa leak tap sewer bolt lamp bench building leaf smoke wind noise tree beach crane'.split(
    ' ',
  )

// Other words for the same picture, so that a profile need not know this file.
const same: Record<string, string> = {
  light: 'lamp',
  streetlight: 'lamp',
  traffic: 'signal',
  trafficlight: 'signal',
  waste: 'bin',
  trash: 'bin',
  water: 'leak',
  drop: 'leak',
  flood: 'sewer',
  drain: 'sewer',
  power: 'bolt',
  cable: 'bolt',
  electricity: 'bolt',
  sport: 'ball',
  dog: 'paw',
  animal: 'paw',
  library: 'book',
  culture: 'book',
  sound: 'noise',
  air: 'wind',
  smell: 'smoke',
  construction: 'crane',
  worksite: 'crane',
  ruin: 'building',
  access: 'wheelchair',
  furniture: 'bench',
  bulky: 'sofa',
  tram: 'bus',
  cycle: 'bike',
  walk: 'crossing',
  pedestrian: 'crossing',
  online: 'screen',
  office: 'counter',
  waiting: 'queue',
  work: 'desk',
  safety: 'shield',
  green: 'tree',
  hole: 'pothole',
  sidewalk: 'pavement',
}

interface IconProps {
  /** One of the app's own names, or a category's icon from the city profile; a pin stands in for an unknown one. */
  name: string
  size?: number
}

/** Pictures that point along the line turn round with it. */
const turning = ['back', 'next', 'send', 'undo', 'leave', 'list']

/** A picture of 24 px. It is decoration: the words beside it, or the label of its button, say what it means. */
export function Icon({ name, size = 24 }: IconProps) {
  const own = icons[name as OwnIcon] as string | undefined
  const category = categoryIcons.includes(name) ? name : same[name]
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
      {own || !category ? <path d={own ?? icons.pin} /> : <use href={`${sprite}#${category}`} />}
    </svg>
  )
}
