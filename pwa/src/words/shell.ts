// What the page itself says, before the app is there and where it never comes. The build gives these words to Go; no browser
// fetches them.
import type { Lang } from '.'

interface ShellWords {
  demo: string
  loading: string
  /** Where scripts are turned off; the way to what can be read follows. */
  noscript: string
  read: string
  /** Where scripts are on but do not run, after some seconds; the way to load the page again follows. */
  stuck: string
  again: string
}

export const shell: Record<Lang, ShellWords> = {
  fr: {
    demo: 'Démonstration\u00a0: tout ici est inventé.',
    loading: 'Chargement…',
    noscript: 'Pour signaler ou participer, activez JavaScript dans votre navigateur. Sans lui, on peut lire\u00a0:',
    read: 'les signalements',
    stuck: 'La page ne répond pas\u202f? Vérifiez le réseau et rechargez-la. Sinon, mettez votre navigateur à jour.',
    again: 'Recharger',
  },
  ar: {
    demo: 'نسخة تجريبية: كل ما هنا من نسج الخيال.',
    loading: 'جارٍ التحميل…',
    noscript: 'للتبليغ أو المشاركة، فعّل جافاسكريبت في متصفحك. وبدونه يمكن قراءة',
    read: 'التبليغات',
    stuck: 'الصفحة لا تستجيب؟ تحقق من الشبكة ثم أعد تحميلها، وإلا فحدّث متصفحك.',
    again: 'إعادة التحميل',
  },
  zgh: {
    demo: 'ⴰⵙⵎⵎⴰⵍ: ⴽⵓⵍⵍⵓ ⵎⴰⴷ ⴷⴰ ⵉⵍⵍⴰⵏ ⵓⵔ ⵉⴳⵉ ⵜⵉⴷⵜ.',
    loading: 'ⴰⵣⴷⴰⵎ…',
    noscript: 'ⵙⵙⵓⵔⴼ JavaScript ⴳ ⵓⵎⵙⵙⴰⵔⴰ ⵏⵏⴽ ⵃⵎⴰ ⴰⴷ ⵜⵙⵙⵓⴼⵖⴷ ⴰⵏⵖⵎⵉⵙ. ⴱⵍⴰ ⴰⵙ ⵜⵖⵉⵢⴷ ⴰⴷ ⵜⵖⵔⴷ:',
    read: 'ⵉⵏⵖⵎⵉⵙⵏ',
    stuck: 'ⵓⵔ ⵜⵔⵣⵉⵎ ⵜⴰⵙⵏⴰ? ⵥⵔ ⴰⵥⵟⵟⴰ, ⴰⵍⵙ ⴰⵣⴷⴰⵎ ⵏⵏⵙ, ⵏⵖ ⵙⵎⴰⵢⵏⵓ ⴰⵎⵙⵙⴰⵔⴰ ⵏⵏⴽ.',
    again: 'ⴰⵍⵙ ⴰⵣⴷⴰⵎ',
  },
  en: {
    demo: 'Demonstration: everything here is invented.',
    loading: 'Loading…',
    noscript: 'To report or take part, turn on JavaScript in your browser. Without it you can read',
    read: 'the reports',
    stuck: 'The page does not answer? Check the network and load it again. Otherwise, bring your browser up to date.',
    again: 'Load again',
  },
}
