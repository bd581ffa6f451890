import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { city } from '../city'
import { loadWords } from '../words'
import { withResidentWords } from '../words/resident'
import { draft, firstMissing, missing, placed, refusals, refuse, stepsOf, wrongAnswers } from './draft_state'
import { type Draft, dropDraft, getDraft, keepDraft, leaveDrafts, listDrafts, newDraft, worthKeeping } from './drafts'

const question = (code: string, type: string, required: boolean) => ({ code, type, required, names: { fr: code } })
const profile = {
  categories: [
    {
      code: 'pothole',
      names: { fr: 'Nid-de-poule' },
      questions: [question('size', 'list', true), question('depth', 'number', false)],
    },
    { code: 'lamp', names: { fr: 'Lampe' }, questions: [] },
  ],
}

const storage = new Map<string, string>()
vi.stubGlobal('localStorage', {
  getItem: (name: string) => storage.get(name) ?? null,
  setItem: (name: string, value: string) => void storage.set(name, value),
  removeItem: (name: string) => void storage.delete(name),
})

beforeEach(async () => {
  storage.clear()
  await loadWords('fr')
  await withResidentWords(async () => undefined)()
  city.value = profile as never
})

function filled(part: Partial<Draft> = {}): Draft {
  const place = { lon: -7.6, lat: 33.59, from: 'gps' as const }
  return { ...newDraft(), place, area: 'anfa', words: 'Un trou', category: 'lamp', ...part }
}

describe('drafts on the phone', () => {
  it('come back whole, photos and all, the latest first', async () => {
    const photo = { id: 'P', blob: new Blob(['x'], { type: 'image/webp' }) }
    const first = filled({ photos: [photo] })
    await keepDraft(first, 1)
    const second = filled({ words: 'Deux' })
    await keepDraft(second, 2)
    expect((await listDrafts(new Set())).map((one) => one.words)).toEqual(['Deux', 'Un trou'])
    expect((await getDraft(first.id))?.photos[0]?.id).toBe('P')
    await dropDraft(first.id)
    expect(await getDraft(first.id)).toBeUndefined()
  })

  it('are shown to the account that wrote them, and those of nobody to whoever comes', async () => {
    const nobodys = filled({ words: 'De personne' })
    await keepDraft(nobodys, 1)
    storage.set('jemaa-account', 'salma')
    const salmas = filled({ words: 'De Salma', anonymous: true })
    await keepDraft(salmas, 2)
    const queued = filled({ words: 'De Salma, en attente', queued: true })
    await keepDraft(queued, 3)
    const words = async () => {
      const all = await listDrafts(new Set())
      return all.map((one) => one.words).filter((one) => one.startsWith('De '))
    }
    storage.delete('jemaa-account') // the session ended by itself
    expect((await getDraft(salmas.id))?.words).toBe('De Salma')
    storage.set('jemaa-account', 'youssef')
    expect(await words()).toEqual(['De personne'])
    expect(await getDraft(salmas.id)).toBeUndefined()
    await keepDraft({ ...newDraft(), id: salmas.id, words: 'De Youssef' })
    await leaveDrafts('salma')
    storage.delete('jemaa-account')
    expect(await words()).toEqual(['De personne'])
    storage.set('jemaa-account', 'salma')
    expect(await getDraft(queued.id)).toBeDefined()
    expect(await words()).toEqual(['De Salma', 'De personne'])
    for (const one of [nobodys, salmas]) await dropDraft(one.id)
  })

  it('are hidden while they wait in the outbox, and forgotten once they are sent', async () => {
    const one = filled({ queued: true })
    await keepDraft(one)
    const ids = async (waiting: string[]) => (await listDrafts(new Set(waiting))).map(({ id }) => id)
    expect(await ids([one.id])).not.toContain(one.id)
    expect(await getDraft(one.id)).toBeDefined()
    await ids([])
    expect(await getDraft(one.id)).toBeUndefined()
  })

  it.each([
    [newDraft(), false],
    [{ ...newDraft(), words: '  ' }, false],
    [{ ...newDraft(), words: 'a' }, true],
    [filled(), true],
  ])('are worth keeping when something would be lost', (one, wanted) => expect(worthKeeping(one)).toBe(wanted))
})

describe('the steps', () => {
  it('ask the questions of categories that have some, and no others', () => {
    expect(stepsOf(filled())).toEqual(['photo', 'place', 'what', 'similar', 'review'])
    expect(stepsOf(filled({ category: 'pothole' }))).toContain('more')
  })

  it('name the first thing that is missing', () => {
    expect(firstMissing(newDraft())).toBe('place')
    expect(firstMissing(filled({ words: ' ' }))).toBe('what')
    expect(firstMissing(filled({ category: 'pothole' }))).toBe('more')
    expect(firstMissing(filled())).toBe('review')
  })

  it('do not go on from a place outside the city, but from one whose area is not known yet', () => {
    expect(missing('place', filled({ area: '' }))).toMatch(/hors de la ville/)
    expect(missing('place', filled({ area: undefined }))).toBe('')
  })

  const here = { lon: -7.6, lat: 33.59, from: 'gps', accuracy: 12 } as const
  it.each([
    ['a photo that says where it was taken', { place: { ...here, from: 'photo' } }, true],
    ['a photo taken here and now', { place: here, shot: true }, true],
    ['a photo of the gallery, and a phone that may be at home by now', { place: here }, false],
    ['a phone that knows only the quarter', { place: { ...here, accuracy: 400 }, shot: true }, false],
    ['a place chosen by hand', { place: { ...here, from: 'map' }, shot: true }, false],
    ['a place whose area is not known yet', { place: here, shot: true, area: undefined }, false],
    ['a place outside the city', { place: here, shot: true, area: '' }, false],
  ] as const)('ask for the place or spare it: %s', (_, part, spared) => expect(placed(filled(part))).toBe(spared))

  it.each([
    [{ size: ['big'] }, []],
    [{ size: [''] }, ['size']],
    [{ size: ['big'], depth: ['12.5'] }, []],
    [{ size: ['big'], depth: ['deep'] }, ['depth']],
  ])('check answers: %j', (answers, wrong) => {
    expect(Object.keys(wrongAnswers(filled({ category: 'pothole', answers })))).toEqual(wrong)
  })

  it('lead to where the server objects', () => {
    draft.value = filled()
    expect(refuse({ 'answers.size': 'a', description: 'b' })).toBe('more')
    expect(refusals.value).toEqual({ more: 'a', what: 'b' })
    expect(refuse({ unheard_of: 'x' })).toBeUndefined()
  })
})
