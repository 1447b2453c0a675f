import { longDate } from './date-text.js'
import { kindsText, sizeText } from './file-words.js'
import type { DatePart, Mistake } from './mistake.js'
import { numberText } from './number-text.js'
import type { Field, MessageRule } from './questionnaire.js'

/** What is wrong and how to mend it, naming the question. The author's own sentence for the rule wins. */
export function errorSentence(field: Field, mistake: Mistake, language: string): string {
  if (mistake.type === 'rule') return mistake.message
  const rule = ruleOf(mistake)
  const own = rule === undefined ? undefined : field.messages[rule]
  if (own !== undefined) return own
  const name = field.short ?? field.label
  return language.split('-')[0] === 'fi'
    ? finnishSentence(`”${name}”`, field, mistake)
    : englishSentence(`“${name}”`, field, mistake, language)
}

function ruleOf(mistake: Mistake): MessageRule | undefined {
  switch (mistake.type) {
    case 'required':
    case 'must':
    case 'pattern':
    case 'min':
    case 'max':
    case 'minLength':
    case 'maxLength':
      return mistake.type
    case 'unknownOption':
    case 'severalAnswers':
    case 'tooFew':
    case 'tooMany':
    case 'exclusive':
    case 'unitMissing':
    case 'otherMissing':
    case 'fileTooLarge':
    case 'fileEmpty':
    case 'fileGone':
    case 'tooManyFiles':
    case 'tooManyBytes':
      return undefined
    default:
      return 'format'
  }
}

type SentenceMistake = Exclude<Mistake, { readonly type: 'rule' }>

function englishSentence(name: string, field: Field, mistake: SentenceMistake, language: string): string {
  switch (mistake.type) {
    case 'required':
      if (field.type === 'choice')
        return `Choose ${field.multiple ? 'at least one' : 'an'} answer for ${name}.`
      if (field.type === 'boolean') return `Choose Yes or No for ${name}.`
      if (field.type === 'file') return `Choose a file for ${name}.`
      return `Enter ${ENGLISH_ANSWERS[field.type] ?? 'an answer'} for ${name}.`
    case 'must':
      return `Tick the box at ${name} to go on.`
    case 'email':
      return `Enter an email address for ${name}, like name@example.org.`
    case 'tel':
      return `Enter a phone number for ${name}, with 5 to 15 digits, like 01632 960 018.`
    case 'postalCode':
      return `Enter a postal code for ${name}, with letters and digits only, like 00100.`
    case 'pattern':
      return `The answer for ${name} is not written as it has to be. ${field.hint ?? 'Check it and write it again.'}`
    case 'number':
      return `Enter ${name} as a number, like 3.5.`
    case 'wholeNumber':
      return `Enter ${name} as a whole number, like 12.`
    case 'tooManyDigits':
      return `The number for ${name} is too long. Use at most 15 digits.`
    case 'ambiguousNumber':
      return `The number for ${name} can be read in two ways. Write ${mistake.readings.join(' or ')}.`
    case 'min':
      if (mistake.limit === 'today') return `The date for ${name} has to be today or later.`
      return typeof mistake.limit === 'number'
        ? `The number for ${name} has to be ${numberText(mistake.limit, language)} or more.`
        : `The date for ${name} has to be ${longDate(mistake.limit, language)} or later.`
    case 'max':
      if (mistake.limit === 'today') return `The date for ${name} has to be today or earlier.`
      return typeof mistake.limit === 'number'
        ? `The number for ${name} has to be ${numberText(mistake.limit, language)} or less.`
        : `The date for ${name} has to be ${longDate(mistake.limit, language)} or earlier.`
    case 'minLength':
      return `The answer for ${name} has ${characters(mistake.length)}. Write at least ${mistake.limit}.`
    case 'maxLength':
      return `The answer for ${name} has ${characters(mistake.length)}. Shorten it to ${mistake.limit} or fewer.`
    case 'datePartMissing':
      return `The date for ${name} has no ${mistake.part}. Enter the ${mistake.part} too.`
    case 'datePartWrong':
      return `The ${mistake.part} for ${name} has to be ${ENGLISH_PARTS[mistake.part]}.`
    case 'dateNotReal':
      return `The date for ${name} is not in the calendar. Check the day and the month.`
    case 'unknownOption':
      return `Choose one of the answers that are listed for ${name}.`
    case 'severalAnswers':
      if (field.type === 'file') return `Give only one file for ${name}. Remove the others.`
      return `Choose only one answer for ${name}.`
    case 'exclusive':
      return `For ${name}, choose either “${mistake.option}” or the other answers, not both.`
    case 'tooFew':
      if (field.type === 'file') return `Give at least ${files(mistake.limit)} for ${name}.`
      return `Give at least ${mistake.limit} answers for ${name}.`
    case 'tooMany':
      if (field.type === 'file')
        return `Give at most ${files(mistake.limit)} for ${name}. Remove those that can go.`
      return `Give at most ${mistake.limit} answers for ${name}. Empty those that can go.`
    case 'time':
      return `Enter the time for ${name} in hours and minutes, like 14:30.`
    case 'timeMissing':
      return `The date for ${name} has no time. Enter the time too, like 14:30.`
    case 'url':
      return `Enter a web address for ${name} that begins with https://, like https://example.org.`
    case 'unitMissing':
      return `Choose what the number for ${name} is measured in: ${field.units.join(', ')}.`
    case 'otherMissing':
      return `Write your own answer for ${name} beside “${field.other}”, or choose another one.`
    case 'fileTooLarge':
      return `The file “${mistake.file}” for ${name} is larger than ${sizeText(mistake.limit, language)}. Choose a smaller one.`
    case 'fileKind':
      return `The file “${mistake.file}” for ${name} is not ${kindsText(field, language)}. Choose one that is.`
    case 'fileEmpty':
      return `The file “${mistake.file}” for ${name} is empty. Choose another one.`
    case 'fileGone':
      return `A file for ${name} is no longer kept. Choose it again.`
    case 'tooManyFiles':
      return `The file “${mistake.file}” for ${name} is one too many: ${files(mistake.limit)} can be kept in all. Remove one, then choose it again.`
    case 'tooManyBytes':
      return `With the file “${mistake.file}” for ${name} all files together are larger than ${sizeText(mistake.limit, language)}. Choose a smaller one, or remove another file first.`
  }
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

const ENGLISH_ANSWERS: Readonly<Partial<Record<Field['type'], string>>> = {
  date: 'a date',
  datetime: 'a date and a time',
  time: 'a time',
  integer: 'a number',
  decimal: 'a number',
  quantity: 'a number',
  url: 'a web address',
}

const ENGLISH_PARTS: Readonly<Record<DatePart, string>> = {
  day: 'a number from 1 to 31',
  month: 'a number from 1 to 12',
  year: 'a number of four digits, like 1986',
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`
}

function finnishSentence(name: string, field: Field, mistake: SentenceMistake): string {
  switch (mistake.type) {
    case 'required':
      if (field.type === 'choice')
        return `Valitse ${field.multiple ? 'ainakin yksi ' : ''}vastaus kohtaan ${name}.`
      if (field.type === 'boolean') return `Valitse Kyllä tai Ei kohtaan ${name}.`
      if (field.type === 'file') return `Valitse tiedosto kohtaan ${name}.`
      return `Kirjoita ${FINNISH_ANSWERS[field.type] ?? 'vastaus'} kohtaan ${name}.`
    case 'must':
      return `Merkitse ruutu kohdassa ${name}, niin pääset jatkamaan.`
    case 'email':
      return `Kirjoita kohtaan ${name} sähköpostiosoite, esimerkiksi nimi@example.org.`
    case 'tel':
      return `Kirjoita kohtaan ${name} puhelinnumero, jossa on 5–15 numeroa, esimerkiksi 040 123 4567.`
    case 'postalCode':
      return `Kirjoita kohtaan ${name} postinumero, esimerkiksi 00100.`
    case 'pattern':
      return `Kohdan ${name} vastaus ei ole oikeassa muodossa. ${field.hint ?? 'Tarkista se ja kirjoita uudelleen.'}`
    case 'number':
      return `Kirjoita kohtaan ${name} luku, esimerkiksi 3,5.`
    case 'wholeNumber':
      return `Kirjoita kohtaan ${name} kokonaisluku, esimerkiksi 12.`
    case 'tooManyDigits':
      return `Kohdan ${name} luku on liian pitkä. Käytä enintään 15 numeroa.`
    case 'ambiguousNumber':
      return `Kohdan ${name} luvun voi lukea kahdella tavalla. Kirjoita ${mistake.readings.join(' tai ')}.`
    case 'min':
      if (mistake.limit === 'today') return `Kohdan ${name} päivän pitää olla tänään tai myöhemmin.`
      return typeof mistake.limit === 'number'
        ? `Kohdan ${name} luvun pitää olla vähintään ${numberText(mistake.limit, 'fi')}.`
        : `Kohdan ${name} päivä saa olla aikaisintaan ${longDate(mistake.limit, 'fi')}.`
    case 'max':
      if (mistake.limit === 'today') return `Kohdan ${name} päivän pitää olla tänään tai aikaisemmin.`
      return typeof mistake.limit === 'number'
        ? `Kohdan ${name} luvun pitää olla enintään ${numberText(mistake.limit, 'fi')}.`
        : `Kohdan ${name} päivä saa olla viimeistään ${longDate(mistake.limit, 'fi')}.`
    case 'minLength':
      return `Kohdan ${name} vastauksen pituus on ${mistake.length}. Kirjoita vähintään ${mistake.limit} merkkiä.`
    case 'maxLength':
      return `Kohdan ${name} vastauksen pituus on ${mistake.length}. Lyhennä se enintään ${mistake.limit} merkkiin.`
    case 'datePartMissing':
      return `Kohdan ${name} päivämäärästä puuttuu ${FINNISH_PARTS[mistake.part][0]}. Kirjoita sekin.`
    case 'datePartWrong':
      return `Kohdassa ${name} pitää olla ${FINNISH_PARTS[mistake.part][1]}.`
    case 'dateNotReal':
      return `Kohdan ${name} päivää ei ole kalenterissa. Tarkista päivä ja kuukausi.`
    case 'unknownOption':
      return `Valitse kohtaan ${name} jokin luetelluista vastauksista.`
    case 'severalAnswers':
      if (field.type === 'file') return `Anna kohtaan ${name} vain yksi tiedosto. Poista muut.`
      return `Valitse kohtaan ${name} vain yksi vastaus.`
    case 'exclusive':
      return `Valitse kohtaan ${name} joko ”${mistake.option}” tai muut vastaukset, ei molempia.`
    case 'tooFew':
      if (field.type === 'file') return `Anna kohtaan ${name} vähintään ${finnishFiles(mistake.limit)}.`
      return `Anna kohtaan ${name} vähintään ${mistake.limit} vastausta.`
    case 'tooMany':
      if (field.type === 'file')
        return `Anna kohtaan ${name} enintään ${finnishFiles(mistake.limit)}. Poista ne, jotka voivat jäädä pois.`
      return `Anna kohtaan ${name} enintään ${mistake.limit} vastausta. Tyhjennä ne, jotka voivat jäädä pois.`
    case 'time':
      return `Kirjoita kohtaan ${name} kellonaika tunteina ja minuutteina, esimerkiksi 14.30.`
    case 'timeMissing':
      return `Kohdan ${name} päivältä puuttuu kellonaika. Kirjoita sekin, esimerkiksi 14.30.`
    case 'url':
      return `Kirjoita kohtaan ${name} verkko-osoite, joka alkaa https://, esimerkiksi https://example.org.`
    case 'unitMissing':
      return `Valitse kohdan ${name} luvun yksikkö: ${field.units.join(', ')}.`
    case 'otherMissing':
      return `Kirjoita oma vastauksesi kohtaan ${name} valinnan ”${field.other}” viereen tai valitse toinen vastaus.`
    case 'fileTooLarge':
      return `Kohdan ${name} tiedosto ”${mistake.file}” on suurempi kuin ${sizeText(mistake.limit, 'fi')}. Valitse pienempi.`
    case 'fileKind':
      return `Kohdan ${name} tiedosto ”${mistake.file}” ei ole muotoa ${kindsText(field, 'fi')}. Valitse tiedosto, joka on jotakin niistä.`
    case 'fileEmpty':
      return `Kohdan ${name} tiedosto ”${mistake.file}” on tyhjä. Valitse toinen.`
    case 'fileGone':
      return `Kohdan ${name} tiedosto ei ole enää tallessa. Valitse se uudelleen.`
    case 'tooManyFiles':
      return `Kohdan ${name} tiedosto ”${mistake.file}” on liikaa: kaikkiaan voi olla ${finnishFiles(mistake.limit)}. Poista jokin ja valitse se sitten uudelleen.`
    case 'tooManyBytes':
      return `Kohdan ${name} tiedoston ”${mistake.file}” kanssa tiedostot ovat yhteensä suurempia kuin ${sizeText(mistake.limit, 'fi')}. Valitse pienempi tai poista ensin jokin toinen.`
  }
}

function finnishFiles(count: number): string {
  return count === 1 ? '1 tiedosto' : `${count} tiedostoa`
}

const FINNISH_ANSWERS: Readonly<Partial<Record<Field['type'], string>>> = {
  date: 'päivämäärä',
  datetime: 'päivämäärä ja kellonaika',
  time: 'kellonaika',
  integer: 'luku',
  decimal: 'luku',
  quantity: 'luku',
  url: 'verkko-osoite',
}

const FINNISH_PARTS: Readonly<Record<DatePart, readonly [string, string]>> = {
  day: ['päivä', 'päivä väliltä 1–31'],
  month: ['kuukausi', 'kuukausi väliltä 1–12'],
  year: ['vuosi', 'vuosi neljällä numerolla, esimerkiksi 1986'],
}
