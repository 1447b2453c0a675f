import type { Prompt } from '../prompt/prompt.js'
import { parseTemplate, type Template, type Variables } from '../prompt/template.js'

/** What Jinja reads itself, or `{name}`. */
const PART =
  /\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{([\p{L}_][\p{L}\p{N}_]*)\}/gsu

/**
 * The prompt of an agent: where its texts are Jinja, `{name}` means a variable or a key of the state, too. Only
 * the author's text counts; braces in values stay what they are, and so do names that nothing has.
 */
export function agentPrompt(prompt: Prompt, variables: Variables, state: Variables): Prompt {
  const accept = (template: Template) => acceptNames(template, variables, state)
  return {
    ...prompt,
    system: prompt.system.map(({ content, cache }) => ({ content: accept(content), cache })),
    user: prompt.user && accept(prompt.user),
    demo: prompt.demo && accept(prompt.demo),
  }
}

function acceptNames(template: Template, variables: Variables, state: Variables): Template {
  if (template.mode !== 'jinja') return template
  const source = template.source.replaceAll(PART, (part, name: string | undefined) => {
    if (name === undefined) return part
    if (Object.hasOwn(variables, name)) return `{{ ${name} }}`
    return Object.hasOwn(state, name) ? `{{ state.${name} }}` : part
  })
  return source === template.source ? template : parseTemplate(source)
}
