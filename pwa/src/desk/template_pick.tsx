import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Loaded } from '../load'
import { Button } from '../ui/button'
import { Select } from '../ui/field'
import { announce } from '../ui/toast'
import { langNames } from '../words'
import { staff } from '../words/staff'
import type { Name } from './act'
import { type Offer, offersFor, type Template } from './template'

/** Whether the place where templates are kept is open. The desk shows it: a form cannot stand in a form. */
export const managing = signal(false)

interface InsertProps {
  templates: Loaded<Template[]>
  name: Name
  /** The language of who will read it. */
  lang: string
  onInsert: (offer: Offer) => void
}

/** Chooses a template to begin with, in the reader's language first; and opens the place where they are kept. */
export function Insert({ templates, name, lang, onInsert }: InsertProps) {
  const [turn, setTurn] = useState(0)
  const offers = offersFor(templates.data ?? [], name, lang)
  return (
    <div class="insert">
      {offers.length > 0 && (
        <Select
          key={turn}
          label={staff.template.insert}
          optional
          empty={staff.template.pick}
          value=""
          options={offers.map((one) => ({ value: one.key, label: `${one.name} (${langNames[one.lang]})` }))}
          onValue={(key) => {
            const offer = offers.find((one) => one.key === key)
            if (!offer) return
            onInsert(offer)
            announce(staff.template.inserted)
            setTurn(turn + 1)
          }}
        />
      )}
      <Button look="ghost" icon="edit" onClick={() => (managing.value = true)}>
        {staff.template.manage}
      </Button>
    </div>
  )
}
