export {
  type ExecutePromptOptions,
  executePrompt,
  executePromptStreaming,
  type StreamPromptOptions,
} from './execute-prompt.js'
export { loadPrompt } from './load-prompt.js'
export type { AnswerFormat, Prompt, PromptModelOptions, SystemSegment } from './prompt.js'
export type { Template, Variables } from './template.js'
