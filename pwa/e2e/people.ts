// People who act through the API, as somebody elsewhere in the city would while a test looks at one phone.
import { randomBytes } from 'node:crypto'
import type { APIRequestContext } from '@playwright/test'

export type Persona = 'resident' | 'resident2' | 'official' | 'counter' | 'moderator' | 'admin'

export interface Report {
  id: string
  ref: string
  rev: number
  title: string
  excerpt: string
  category: string
  authority: string
  status: string
  contested: boolean
  supports: number
  photos: { id: string }[]
  updates: { kind: string; text?: string; to?: string }[]
  viewer?: { supported: boolean; can: string[] }
}

/** Sends each request as one person, and fails on whatever is not 2xx. */
export class Person {
  private constructor(
    private readonly http: APIRequestContext,
    private readonly token: string,
    readonly id: string,
  ) {}

  static async signIn(http: APIRequestContext, persona: Persona): Promise<Person> {
    const answer = await http.post('/api/v1/auth/demo', { data: { persona, bearer: true } })
    const { token, me } = await answer.json()
    if (!token) throw new Error(`${persona}: ${answer.status()}: ${await answer.text()}`)
    return new Person(http, token, me.id)
  }

  async ask<T>(method: string, path: string, data?: unknown): Promise<T> {
    const answer = await this.try(method, path, data)
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()}: ${await answer.text()}`)
    return answer.status() === 204 ? (undefined as T) : answer.json()
  }

  try(method: string, path: string, data?: unknown) {
    return this.http.fetch(`/api/v1${path}`, { method, data, headers: { Authorization: `Bearer ${this.token}` } })
  }

  report(id: string): Promise<Report> {
    return this.ask('GET', `/reports/${id}`)
  }

  /** Reports something that the official of the demonstration answers for. */
  async submit(more: Partial<Submission> = {}): Promise<Report> {
    const body = { ...(await this.plain()), ...more }
    return this.ask('PUT', `/reports/${ulid()}`, body)
  }

  /** Puts a picture under an id, for a report or an update that will name it. */
  async photo(id: string, data: Buffer): Promise<void> {
    const headers = { Authorization: `Bearer ${this.token}`, 'Content-Type': 'image/jpeg' }
    const answer = await this.http.put(`/api/v1/photos/${id}`, { data, headers })
    if (!answer.ok()) throw new Error(`photo ${id}: ${answer.status()}: ${await answer.text()}`)
  }

  /** Moves a report on, or does anything else that an update can. */
  act(id: string, act: { kind: string; status?: string; text?: string; reason?: string }): Promise<Report> {
    return this.ask('POST', `/reports/${id}/updates`, { id: ulid(), lang: 'fr', ...act })
  }

  mine(): Promise<{ items: Report[] }> {
    return this.ask('GET', '/reports?author=me&limit=100')
  }

  private async plain(): Promise<Submission> {
    const category = await served(this, await Person.signIn(this.http, 'official'))
    const words = `Une fuite d’eau devant le numéro ${Date.now() % 100_000}, le trottoir est inondé.`
    return { category, title: 'Fuite d’eau', description: words, lang: 'fr', location: { lon: -7.6149, lat: 33.5925 } }
  }
}

export interface Submission {
  category: string
  title: string
  description: string
  lang: string
  location: { lon: number; lat: number }
  answers?: Record<string, string[]>
  photos?: string[]
}

interface City {
  categories: { code: string; authority: string; questions?: { required?: boolean }[] }[]
}

/** A category that asks for nothing and that the official answers for. */
async function served(who: Person, official: Person): Promise<string> {
  const { roles } = await official.ask<{ roles: { authority?: string }[] }>('GET', '/me')
  const city = await who.ask<City>('GET', '/city')
  const found = city.categories.find(
    (one) =>
      roles.some(({ authority }) => authority === one.authority) &&
      !one.questions?.some((question) => question.required),
  )
  if (!found) throw new Error('the official answers for no category without questions')
  return found.code
}

/** An id as phones make it. */
export function ulid(): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  let time = Date.now()
  let out = ''
  for (let i = 0; i < 10; i++) {
    out = letters[time % 32] + out
    time = Math.floor(time / 32)
  }
  for (const byte of randomBytes(16)) out += letters[byte % 32]
  return out
}
