// Passkeys in the browser. Whoever closes the browser's own dialog has changed their mind: then there is no answer, and no fault.
import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
} from '@simplewebauthn/browser'
import { api, ask, type components } from '../api'
import type { Me } from '../session'

type Passkey = components['schemas']['Passkey']

/** Whether there can be passkeys: the browser knows them, and the address has a name. */
export function possible(): boolean {
  return 'PublicKeyCredential' in globalThis && isSecureContext && !/^[\d.]+$|:/.test(location.hostname)
}

const dismissed = ['NotAllowedError', 'AbortError']

/** What the person's device answers; undefined when they closed its dialog. */
async function unlessDismissed<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof Error && dismissed.includes(error.name)) return undefined
    throw error
  }
}

type Options = PublicKeyCredentialRequestOptionsJSON

function said({ id, response }: AuthenticationResponseJSON) {
  return {
    id,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
    user_handle: response.userHandle ?? '',
  }
}

/** Signs in with whatever passkey the device finds. quiet: among what the browser offers to fill in, without a dialog. */
export async function enter(quiet = false): Promise<Me | undefined> {
  const options = await ask(api.POST('/api/v1/auth/passkeys/challenges'))
  const answer = await unlessDismissed(
    startAuthentication({
      optionsJSON: options as Options,
      useBrowserAutofill: quiet,
      verifyBrowserAutofillInput: false,
    }),
  )
  if (!answer) return undefined
  return (await ask(api.POST('/api/v1/auth/passkeys/sessions', { body: said(answer) }))).me
}

/** Offers passkeys where the browser fills in addresses; resolves when one was taken. */
export async function offered(): Promise<Me | undefined> {
  if (!possible() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return undefined
  return enter(true)
}

/** Ends what the browser was asked before. */
export function withdraw(): void {
  WebAuthnAbortService.cancelCeremony()
}

/** Shows one of one's own passkeys anew. */
export async function reprove(): Promise<Me | undefined> {
  const options = await ask(api.POST('/api/v1/auth/proof/challenges'))
  const answer = await unlessDismissed(startAuthentication({ optionsJSON: options as Options }))
  if (!answer) return undefined
  return (await ask(api.POST('/api/v1/auth/proof', { body: said(answer) }))).me
}

type Invitation = PublicKeyCredentialCreationOptionsJSON

async function registered(options: unknown) {
  const made = await unlessDismissed(startRegistration({ optionsJSON: options as Invitation }))
  return (
    made && {
      id: made.id,
      client_data: made.response.clientDataJSON,
      attestation: made.response.attestationObject,
      transports: made.response.transports ?? [],
    }
  )
}

/** Makes a passkey on this device. */
export async function create(): Promise<Passkey | undefined> {
  const credential = await registered(await ask(api.POST('/api/v1/auth/passkeys/invitations')))
  return credential && ask(api.POST('/api/v1/me/passkeys', { body: credential }))
}

/** Makes a passkey with the token of a one-time link, and signs in. */
export async function enrol(token: string): Promise<Me | undefined> {
  const options = await ask(api.POST('/api/v1/auth/enrolment/challenges', { body: { token } }))
  const credential = await registered(options)
  if (!credential) return undefined
  return (await ask(api.POST('/api/v1/auth/enrolment', { body: { token, credential } }))).me
}
