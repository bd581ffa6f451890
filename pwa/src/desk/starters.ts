// Examples of templates, for an authority that has none: to be read and changed by whoever will sign them.
import type { Template } from './template'

export const starters: Omit<Template, 'id'>[] = [
  {
    name: 'Accusé de réception · إشعار بالتوصل',
    for: 'acknowledged',
    texts: {
      fr: 'Bonjour, nous avons bien reçu votre signalement {ref} ({category}, {area}). Nous vous répondrons au plus tard le {due}. {authority}',
      ar: 'السلام عليكم، توصلنا بتبليغكم رقم {ref} ({category}، {area}). سنجيبكم في أجل أقصاه {due}. {authority}',
      zgh: 'ⴰⵣⵓⵍ, ⵏⵓⵎⵥ ⴰⵏⵖⵎⵉⵙ ⵏⵏⵓⵏ {ref} ({category}, {area}). ⵔⴰⴷ ⴰⵡⵏ ⵏⵔⴰⵔ ⴷⴰⵜ {due}. {authority}',
      en: 'Hello, we have received your report {ref} ({category}, {area}). We will answer by {due}. {authority}',
    },
  },
  {
    name: 'Équipe envoyée · إرسال فريق',
    for: 'in_progress',
    texts: {
      fr: 'Une équipe de {authority} se rend sur place pour le signalement {ref}. Merci de votre patience.',
      ar: 'فريق من {authority} في طريقه إلى عين المكان بخصوص التبليغ {ref}. شكرا على صبركم.',
      zgh: 'ⵜⴷⴷⴰ ⵜⵔⴰⴱⴱⵓⵜ ⵏ {authority} ⵖⵔ ⵓⵎⴽⴰⵏ ⵖⴼ ⵓⵏⵖⵎⵉⵙ {ref}. ⵜⴰⵏⵎⵎⵉⵔⵜ.',
      en: 'A team of {authority} is on its way for report {ref}. Thank you for your patience.',
    },
  },
  {
    name: 'Réparé · تم الإصلاح',
    for: 'resolved',
    texts: {
      fr: 'La réparation est terminée ({ref}). Si le problème est toujours là, dites-le nous sur cette page : nous reviendrons.',
      ar: 'انتهى الإصلاح ({ref}). إن كان المشكل ما يزال قائما فأخبرونا في هذه الصفحة وسنعود.',
      zgh: 'ⵉⵎⵎⴷ ⵓⵙⵖⵏⵓ ({ref}). ⵎⴽ ⵙⵓⵍ ⵉⵍⵍⴰ ⵓⵎⵓⴽⵔⵉⵙ, ⵉⵏⵉⵎ ⴰⵖ ⵜ ⴳ ⵜⴰⵙⵏⴰ ⴰⴷ.',
      en: 'The repair is done ({ref}). If the problem is still there, tell us on this page: we will come back.',
    },
  },
  {
    name: 'Hors de notre compétence · خارج اختصاصنا',
    for: 'declined',
    texts: {
      fr: 'Ce signalement ({ref}) ne relève pas de {authority}, et nous ne pouvons pas intervenir à cet endroit.',
      ar: 'هذا التبليغ ({ref}) ليس من اختصاص {authority}، ولا يمكننا التدخل في هذا المكان.',
      zgh: 'ⴰⵏⵖⵎⵉⵙ ⴰⴷ ({ref}) ⵓⵔ ⵉⴳⵉ ⵡⵉⵏ {authority}, ⵓⵔ ⵏⵥⴹⴰⵕ ⴰⴷ ⵏⵙⴽⵔ ⵡⴰⵍⵓ ⴳ ⵓⵎⴽⴰⵏ ⴰⴷ.',
      en: 'This report ({ref}) is not for {authority} to mend, and we cannot act at that place.',
    },
  },
]
