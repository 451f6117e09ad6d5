/// Things a request can hold that not every dialect can say (facts: translation-matrix, section 1).
package enum Feature: String, Sendable, CaseIterable {
    case topK, minP, stop, candidates, seed, penalties, logitBias, logprobs, reasoning, verbosity
    case jsonObject, jsonSchema, userID, metadata, cacheHints, cachedContent, serviceTier, store
    case truncation, audioOutput, imageOutput, prediction, safetySettings, include, webSearch
    case codeExecution, builtinTool, forcedBuiltinTool, customTool, prefill, parallelToolCalls
    case allowedTools, droppedToolChoice, mixedTools, midSystem, participantName, refusal
    case imageInput, remoteImage, document, audioInput, videoInput, foreignFile, citations
    case foreignProof
}
