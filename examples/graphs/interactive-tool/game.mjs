const MOST = 10

export function begin({ secret = 1 + Math.floor(Math.random() * MOST) }) {
  return {
    secret,
    tries: 0,
    game_over: false,
    narration: `I think of a number from 1 to ${MOST}. Which one is it?`,
  }
}

export function guess({ secret, tries, guess: said }) {
  const number = Number(said)
  return {
    tries: tries + 1,
    game_over: number === secret,
    narration: number < secret ? 'It is greater. Once more?' : 'It is less. Once more?',
  }
}

export function finish({ tries, game_over: isWon, secret }) {
  return isWon ? `Right, after ${tries} tries.` : `It was ${secret}.`
}
