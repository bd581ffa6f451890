import type { OwnWords } from './fr'

/** Arabic words of sessions and keys. */
export const words: OwnWords = {
  proof: {
    title: 'هل هذا أنت؟',
    text: 'قبل المتابعة، أثبت أنك أنت من يمسك هذا الهاتف. بعدها يُرسل طلبك من تلقاء نفسه.',
    code: 'أرسل لي رمزًا بالبريد',
    demo: 'نعم، هذا أنا (نسخة تجريبية)',
    elsewhere: 'يلزم لهذا مفتاح دخول. يمكنك إنشاؤه في «الجلسات والمفاتيح».',
  },
}
