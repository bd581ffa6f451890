// A bad line between the phone and the city: a proxy that cuts it, loses answers, and puts faults of its own in between. It
// writes down when the city took what, which is the truth that the phone's screen is held against.
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Fate = 'pass' | 'lose the answer' | 500 | 429

const writes = /^\/api\/v1\/(photos|reports)\/([0-9A-Z]{26})$/

export class Storm {
  /** No line at all. */
  down = false
  /** Whether writes meet a fate. */
  raging = false
  /** When the city first said yes to a report or photo, by id, ms since 1970. */
  readonly taken = new Map<string, number>()
  /** SHA-256 of the photo that the city took last, by id. */
  readonly photos = new Map<string, string>()
  /** How often each fate struck. */
  readonly fates = new Map<Fate, number>()
  private seed = 20_260_923

  private constructor(
    private readonly server: Server,
    private readonly city: URL,
    readonly url: string,
  ) {}

  static async begin(city: string): Promise<Storm> {
    const server = createServer()
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const storm = new Storm(server, new URL(city), `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.on('request', (from, to) => void storm.carry(from, to))
    return storm
  }

  async end(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((closed) => this.server.close(closed))
  }

  /** How many of these ids the city has. */
  has(ids: string[]): number {
    return ids.filter((id) => this.taken.has(id)).length
  }

  private async carry(from: IncomingMessage, to: ServerResponse): Promise<void> {
    if (this.down) return void from.socket.destroy()
    const body: Buffer[] = []
    try {
      for await (const part of from) body.push(part as Buffer)
    } catch {
      return
    }
    const found = from.method === 'PUT' ? writes.exec(from.url ?? '') : null
    const fate = found && this.raging ? this.draw() : 'pass'
    this.fates.set(fate, (this.fates.get(fate) ?? 0) + 1)
    if (typeof fate === 'number') return refuse(to, fate)
    this.pass(from, Buffer.concat(body), (answer, bytes) => {
      const good = (answer.statusCode ?? 0) < 300
      if (found && good) this.note(found[1] ?? '', found[2] ?? '', Buffer.concat(body))
      if (fate === 'lose the answer' || this.down) return void to.socket?.destroy()
      to.writeHead(answer.statusCode ?? 502, answer.headers)
      to.end(bytes)
    })
  }

  private note(kind: string, id: string, body: Buffer): void {
    if (!this.taken.has(id)) this.taken.set(id, Date.now())
    if (kind === 'photos') this.photos.set(id, createHash('sha256').update(body).digest('hex'))
  }

  private pass(from: IncomingMessage, body: Buffer, done: (answer: IncomingMessage, bytes: Buffer) => void): void {
    const { hostname, port } = this.city
    const onward = request({ hostname, port, path: from.url, method: from.method, headers: from.headers }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => done(answer, Buffer.concat(parts)))
    })
    onward.on('error', () => from.socket.destroy())
    onward.end(body)
  }

  // Chance, but the same in every run: numbers of Lehmer's generator.
  private draw(): Fate {
    this.seed = (this.seed * 48_271) % 2_147_483_647
    const chance = this.seed / 2_147_483_647
    if (chance < 0.25) return 'lose the answer'
    if (chance < 0.37) return 500
    return chance < 0.47 ? 429 : 'pass'
  }
}

function refuse(to: ServerResponse, status: number): void {
  to.writeHead(status, { 'Content-Type': 'application/problem+json', 'Retry-After': '1' })
  to.end(JSON.stringify({ code: status === 429 ? 'limit.rate' : 'internal', status }))
}
