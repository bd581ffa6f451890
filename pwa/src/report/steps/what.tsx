import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { api, ask } from '../../api'
import { categoryName, categoryOf, city, domainName } from '../../city'
import { Button } from '../../ui/button'
import { TextArea } from '../../ui/field'
import { Icon } from '../../ui/icon'
import { say } from '../../words/resident'
import { CategoryPicker } from '../categories'
import { change, draft, placed } from '../draft_state'
import { guessFromNames } from '../guess'
import { Found } from './found'
import { Onward } from './onward'

/** What is wrong, in words; the category follows from them, and one tap changes it. */
export function WhatStep() {
  const { words, category, chosen } = draft.value
  const picking = useSignal(false)
  const tried = useSignal(false)
  const guesses = useSignal<string[]>([])
  useEffect(() => {
    const timer = setTimeout(async () => {
      guesses.value = await guess(words)
      const best = guesses.value[0]
      if (best && best !== draft.value.category && !draft.value.chosen) change({ category: best, answers: {} })
    }, 350)
    return () => clearTimeout(timer)
  }, [words])
  const choose = (code: string) => {
    picking.value = false
    change({ category: code, chosen: true, answers: code === category ? draft.value.answers : {} })
  }
  const others = guesses.value.filter((code) => code !== category)
  return (
    <>
      {placed(draft.value) && <Found mend />}
      <TextArea
        label={say.wizard.words}
        hint={say.wizard.words_hint}
        maxLength={4000}
        value={words}
        error={tried.value && !words.trim() ? say.wizard.need_words : undefined}
        onValue={(text) => change({ words: text })}
      />
      <section class="stack tight" aria-live="polite">
        <h2>{say.wizard.category}</h2>
        {/* One button whatever it says: the sheet gives the focus back to the element that opened it. */}
        <div class={category ? 'card wash row' : 'stack'}>
          {category && <Icon name={categoryOf(category)?.icon ?? 'pin'} size={32} />}
          {category && (
            <div class="grow">
              <p class="strong">{categoryName(category)}</p>
              <p class="small soft">{chosen ? domainName(categoryOf(category)?.domain ?? '') : say.wizard.guessed}</p>
            </div>
          )}
          <Button
            key="pick"
            look="plain"
            icon={category ? undefined : 'list'}
            block={!category}
            onClick={() => (picking.value = true)}
          >
            {category ? say.wizard.change : say.wizard.choose}
          </Button>
        </div>
        {others.length > 0 && (
          <div class="row">
            {others.map((code) => (
              <button key={code} type="button" class="chip" onClick={() => choose(code)}>
                <Icon name={categoryOf(code)?.icon ?? 'pin'} size={18} />
                {categoryName(code)}
              </button>
            ))}
          </div>
        )}
      </section>
      <CategoryPicker open={picking.value} value={category} onPick={choose} onClose={() => (picking.value = false)} />
      <Onward from="what" onWrong={() => (tried.value = true)} />
    </>
  )
}

async function guess(words: string): Promise<string[]> {
  if (words.trim().length < 3) return []
  try {
    const { items } = await ask(api.GET('/api/v1/city/guess', { params: { query: { text: words.slice(0, 1000) } } }))
    return items.map((one) => one.category)
  } catch {
    // Without a network the names of the categories, which are on the phone, have to do.
    return guessFromNames(words, city.value?.categories ?? [])
  }
}
