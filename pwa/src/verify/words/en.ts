import type { VerifyWords } from './fr'

/** English words of the proof of one’s address. */
export const words: VerifyWords = {
  title: 'My verification',
  now: 'Today',
  levels: [
    'Your mail address is confirmed.',
    'Your postal address is confirmed.',
    'An official has seen you in person.',
  ],
  why: 'Some consultations ask that you live in the city. You can confirm it by a letter or at a counter.',
  area: 'Area',
  letter: 'By a letter',
  letter_text:
    'The city sends you a code by post. Your name and address are forgotten as soon as the letter is printed.',
  name: 'First and last name',
  birth_date: 'Date of birth',
  address: 'Address',
  address_hint: 'As on an envelope. Never an identity-card number.',
  choose: 'Choose',
  ask: 'Ask for the letter',
  mend: 'Correct the address',
  asked: (date) => `Asked for on ${date}. It leaves with the next letters.`,
  sent: (date) => `Your letter is on its way. Its code is good until ${date}.`,
  left: (count) => `Tries left: ${count}`,
  code: 'Code of the letter',
  code_hint: 'Ten letters and digits, with or without the hyphen.',
  confirm: 'Confirm my address',
  confirmed: 'Address confirmed.',
  counter: 'At a counter',
  counter_text: 'Come with a paper that says who you are and show this code to the official, who notes nothing of it.',
  show: 'Show a code',
  again: 'A new code',
  until: (time) => `Good until ${time}.`,
  your_code: 'Your code',
}
