/**
 * A small, whole questionnaire with a word on each part, to be changed into another.
 *
 * @param slug the folder's name. @param schema where its JSON Schema is, from that folder.
 */
export function startingQuestionnaire(slug: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
# The line above lets editors complete and check this file. "recapflow lint graphs" checks more.
name: ${titleOf(slug)}
version: "1.0"
language: en
description: What we would like to know before we meet.

# People read this on the start page.
intro: |
  Three short questions. At the end we read your answers back to you.

# Each field at the top is a page of its own; a group is a page with several questions.
fields:
  - id: about
    type: group
    label: About you
    fields:
      - id: first_name
        label: What shall we call you?
        short: Name
        required: true
        autocomplete: given-name
      - id: contact_by
        type: choice
        label: How may we reach you?
        short: Contact by
        required: true
        options: [Email, Telephone, Letter]

  - id: reason
    type: text
    label: What brings you to us?
    short: Reason
    hint: Two or three sentences are plenty.
    required: true
    # For the model that reads the answers back: what the answer should hold.
    description: What the person wants, in their own words, and since when.

  # Asked only where its condition holds.
  - id: best_time
    label: When is a good time to call you?
    when: contact_by == 'Telephone'

# How the answers are read back, and what the model must not see.
recap:
  instructions: Speak to the person as "you", in two short paragraphs. Promise nothing.
  exclude: [first_name]

# The last page. Braces are filled in with answers.
completion:
  - title: Thank you, {first_name}
    body: We have your answers and will come back to you. Your reference is {response.id}.
`
}

/** `before-your-visit` as "Before your visit". */
function titleOf(slug: string): string {
  const words = slug.replaceAll(/[-_]+/g, ' ').trim()
  const title = words.charAt(0).toUpperCase() + words.slice(1)
  // YAML would read these as something else than text.
  return /^[A-Za-z][a-z0-9 ]*$/.test(title) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(title)
    ? title
    : JSON.stringify(title)
}
