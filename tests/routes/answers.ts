import type { Posts } from './page.js'

/** Answers to every page of the shipped questionnaires. */
export const request: Posts = {
  reporter: { email: 'ada@example.org', role: 'Developer' },
  title: { title: 'Load graphs from a web address' },
  problem: { problem: 'I copied the same file to four machines last week, and one of them was old.' },
  frequency: { frequency: '3' },
  reach: { reach: '12' },
  blocked: { blocked: 'false' },
  solution: { solution: 'Let me give an address in place of a file.' },
  done_when: { done_when: 'The four machines show the same graph.' },
  attachments: {},
}

export const mood: Posts = {
  interest: { interest: '1' },
  low_mood: { low_mood: '2' },
  sleep: { sleep: '3' },
  energy: { energy: '2' },
  appetite: { appetite: '0' },
  self_view: { self_view: '1' },
  focus: { focus: '1' },
  pace: { pace: '0' },
  self_harm: { self_harm: '0' },
  impact: { impact: 'some' },
  in_own_words: { in_own_words: 'The evenings are quiet.' },
}

export const clinic: Posts = {
  about: {
    full_name: 'Maren Marker-Name',
    'born-day': '27',
    'born-month': '3',
    'born-year': '1986',
    phone: '040 778 9911',
    contact_by: ['text_message', 'letter'],
  },
  reason: { reason: 'My knee hurts on the stairs.' },
  symptoms: { symptoms: ['fever', 'cough'] },
  pregnant: { pregnant: 'unsure' },
  temperature: { temperature: '38.5' },
  takes_medicines: { takes_medicines: 'true' },
  'medicines/add': { medicine: 'Ibuprofen', strength: '400', 'strength-unit': 'mg', schedule: 'Twice a day' },
  medicines: {},
  allergy: { allergy: 'no' },
  smoking: { smoking: 'former' },
  consent: { consent: 'true' },
}

export const posts = { 'mood-check': mood, 'feature-request': request, 'clinic-intake': clinic } as const
