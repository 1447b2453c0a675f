// @ts-check
/** Settings for our own subjects; the times are long, since a full machine is no failing model. @param {string} modelUrl */
export function modelSettings(modelUrl) {
  return {
    provider: 'openai',
    model: 'bench',
    openaiApiKey: undefined,
    openaiBaseUrl: modelUrl,
    firstTokenTimeout: 60_000,
    idleTimeout: 60_000,
    runTimeout: 120_000,
  }
}
