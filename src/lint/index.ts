export { type LintOptions, type LintReport, lintPaths } from './lint-paths.js'
