const CORE = 'http://hl7.org/fhir/StructureDefinition'
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition'

/**
 * The extensions that are read and written.
 *
 * @see https://hl7.org/fhir/R4/questionnaire-profiles.html and https://hl7.org/fhir/uv/sdc/
 */
export const extensionUrl = {
  calculatedExpression: `${SDC}/sdc-questionnaire-calculatedExpression`,
  calculatedValue: `${CORE}/cqf-calculatedValue`,
  display: `${CORE}/display`,
  displayCategory: `${CORE}/questionnaire-displayCategory`,
  enableWhenExpression: `${SDC}/sdc-questionnaire-enableWhenExpression`,
  expression: `${CORE}/cqf-expression`,
  hidden: `${CORE}/questionnaire-hidden`,
  initialExpression: `${SDC}/sdc-questionnaire-initialExpression`,
  itemControl: `${CORE}/questionnaire-itemControl`,
  itemWeight: `${CORE}/itemWeight`,
  maxOccurs: `${CORE}/questionnaire-maxOccurs`,
  maxQuantity: `${SDC}/sdc-questionnaire-maxQuantity`,
  maxSize: `${CORE}/maxSize`,
  maxValue: `${CORE}/maxValue`,
  mimeType: `${CORE}/mimeType`,
  minLength: `${CORE}/minLength`,
  minOccurs: `${CORE}/questionnaire-minOccurs`,
  minQuantity: `${SDC}/sdc-questionnaire-minQuantity`,
  minValue: `${CORE}/minValue`,
  openLabel: `${SDC}/sdc-questionnaire-openLabel`,
  optionExclusive: `${CORE}/questionnaire-optionExclusive`,
  optionPrefix: `${CORE}/questionnaire-optionPrefix`,
  ordinalValue: `${CORE}/ordinalValue`,
  regex: `${CORE}/regex`,
  shortText: `${SDC}/sdc-questionnaire-shortText`,
  translation: `${CORE}/translation`,
  unit: `${CORE}/questionnaire-unit`,
  unitOption: `${CORE}/questionnaire-unitOption`,
  valueSetOrdinalValue: `${CORE}/valueset-ordinalValue`,
  variable: `${CORE}/variable`,
  /** Ours: what FHIR has no place for, so that an exported score comes back as it was. */
  score: 'urn:recapflow:score',
} as const
