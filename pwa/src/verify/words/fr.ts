/** French words of the proof of one’s address. */
export const words = {
  title: 'Ma vérification',
  now: 'Aujourd’hui',
  levels: [
    'Votre adresse électronique est confirmée.',
    'Votre adresse postale est confirmée.',
    'Un agent vous a vu en personne.',
  ],
  why: 'Certaines consultations demandent d’habiter la ville. Vous pouvez le confirmer par une lettre ou à un guichet.',
  area: 'Quartier',
  letter: 'Par une lettre',
  letter_text:
    'La ville vous envoie un code par la poste. Votre nom et votre adresse sont oubliés dès que la lettre est imprimée.',
  name: 'Prénom et nom',
  birth_date: 'Date de naissance',
  address: 'Adresse',
  address_hint: 'Comme sur une enveloppe. Jamais de numéro de carte d’identité.',
  choose: 'Choisissez',
  ask: 'Demander la lettre',
  mend: 'Corriger l’adresse',
  asked: (date: string) => `Demandée le ${date}. Elle part avec les prochaines lettres.`,
  sent: (date: string) => `Votre lettre est en route. Son code est valable jusqu’au ${date}.`,
  left: (count: string) => `Essais restants : ${count}`,
  code: 'Code de la lettre',
  code_hint: 'Dix lettres et chiffres, avec ou sans tiret.',
  confirm: 'Confirmer mon adresse',
  confirmed: 'Adresse confirmée.',
  counter: 'À un guichet',
  counter_text: 'Présentez-vous avec une pièce d’identité et montrez ce code à l’agent. Il ne la note pas.',
  show: 'Montrer un code',
  again: 'Un nouveau code',
  until: (time: string) => `Valable jusqu’à ${time}.`,
  your_code: 'Votre code',
}

export type VerifyWords = typeof words
