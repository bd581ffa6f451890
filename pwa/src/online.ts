// Whether the browser believes that there is a network. A belief only: every request still finds out for itself.
import { signal } from '@preact/signals'

export const online = signal(typeof navigator === 'undefined' || navigator.onLine !== false)

if (typeof addEventListener === 'function') {
  addEventListener('online', () => {
    online.value = true
  })
  addEventListener('offline', () => {
    online.value = false
  })
}
