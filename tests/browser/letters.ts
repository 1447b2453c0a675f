const sentences = [
  'You told us that it began slowly and that you notice it most in the evening, when the day’s work is done.',
  'Mornings are easier: after a walk of 20 minutes or so you feel “almost like before”, as you put it.',
  'On more than half of the days you slept badly, and a cup of coffee (or two) is what carries you to noon.',
  'You wrote that 3 < 5 & that your notes say so; we repeat it here just as it stands, with nothing added.',
  'Your sister Zoë has seen it too, and it was she who asked you to write – 🙂 – before the week is over.',
  'What you would like most is to plan a whole day again without having to think of a way out of it first.',
  'Nothing that you said points to a sudden change, and you were clear about what you do not want to try.',
  'You left one question blank, which is fine; everything else you answered in your own words.',
]

/** A letter of about 220 words in four paragraphs, which begins with `opening` and is like no other one's. */
export function letter(opening = 'Thank you for your answers.'): string {
  const mark = opening.split(' ')[0] ?? ''
  const paragraphs = [0, 1, 2, 3].map((index) => {
    const chosen = [0, 1, 2].map((step) => sentences[(index * 2 + step * 3) % sentences.length])
    return `${chosen.join(' ')} That was part ${index + 1} of ${mark}.`
  })
  return [`${opening} ${paragraphs[0]}`, ...paragraphs.slice(1)].join('\n\n')
}

/** As a person reads it: white space does not count. */
export function normalise(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
