export type { ChatModelOptions, CreateModel } from './chat-model-options.js'
export { createChatModel } from './create-chat-model.js'
export { DemoModel, type DemoModelOptions } from './demo-model.js'
export type { ModelTool, ToolCall } from './model-tool.js'
export {
  type Script,
  type ScriptedAnswer,
  ScriptedModel,
  type ScriptedReply,
  type ScriptedToolCall,
  scriptedModel,
} from './scripted-model.js'
export { type ModelAnswer, type StreamChatModelOptions, streamChatModel } from './stream-chat-model.js'
export type { AnswerSchema } from './structured-output.js'
export { withoutTracing } from './without-tracing.js'
