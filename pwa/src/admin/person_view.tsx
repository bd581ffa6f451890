import { useSignal } from '@preact/signals'
import { areaName } from '../city'
import { setQuery } from '../route'
import { Button } from '../ui/button'
import { type HeldRole, nameOf, type PersonCard, roleText, untilText } from './person'
import { RoleSheet } from './role_sheet'
import { TakeSheet } from './take_sheet'
import { own } from './words'
import './admin.css'

interface PersonProps {
  person: PersonCard
  onChange: (now: PersonCard) => void
}

/** A person with their roles, and what an admin may do about them. */
export function PersonView({ person, onChange }: PersonProps) {
  const giving = useSignal(false)
  const taking = useSignal<HeldRole | undefined>(undefined)
  const who = nameOf(person)
  return (
    <article class="card stack" aria-label={who} data-person={person.id}>
      <div>
        <h3>
          <bdi>{who}</bdi>
        </h3>
        {person.name && (
          <p class="soft small">
            <bdi class="mail">{person.email}</bdi>
          </p>
        )}
        {person.level > 0 && (
          <p class="small">
            {own.levels[person.level]} · {areaName(person.area ?? '')}
          </p>
        )}
      </div>
      {person.roles.length === 0 && <p class="soft">{own.no_role}</p>}
      {person.roles.length > 0 && (
        <ul class="stack tight">
          {person.roles.map((held) => (
            <li key={held.role + held.authority} class="row">
              <span class="grow">
                <span class="strong">{roleText(held)}</span>
                {held.until && <span class="soft small"> {untilText(held.until)}</span>}
              </span>
              <Button
                look="ghost"
                icon="close"
                aria-label={own.take_role(roleText(held), who)}
                onClick={() => (taking.value = held)}
              >
                {own.take}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        <Button look="ghost" icon="plus" aria-label={own.give_to(who)} onClick={() => (giving.value = true)}>
          {own.give}
        </Button>
        <Button look="ghost" icon="clock" onClick={() => setQuery({ view: 'log', about: person.id, role: undefined })}>
          {own.story}
        </Button>
      </div>
      <RoleSheet
        open={giving.value}
        email={person.email}
        name={person.name}
        onClose={() => (giving.value = false)}
        onGiven={onChange}
      />
      <TakeSheet held={taking.value} person={person} onClose={() => (taking.value = undefined)} onTaken={onChange} />
    </article>
  )
}
