internal import IPC

/// What a request holds that this dialect cannot say (facts: translation-matrix, section 1).
enum AnthropicLosses {
    /// Notes the losses, or refuses the request.
    static func note(
        _ request: ModelRequest, _ profile: AnthropicProfile, _ report: inout LossReport
    ) throws(GatewayError) {
        for (feature, isAsked) in features(request) where isAsked { try report.lose(feature) }
        for field in request.extensions where field.dialect != .anthropic {
            if let feature = extensions[field.name] { try report.lose(feature, param: field.name) }
        }
    }

    private static func features(_ request: ModelRequest) -> [(Feature, Bool)] {
        let sampling = request.sampling
        return [
            (.candidates, sampling.candidates ?? 1 > 1),
            (.audioOutput, request.modalities.contains("audio")),
            (.imageOutput, request.modalities.contains("image")),
            (.seed, sampling.seed != nil),
            (.penalties, sampling.presencePenalty != nil || sampling.frequencyPenalty != nil),
            (.minP, sampling.minP != nil),
            (.logitBias, sampling.logitBias != nil),
            (.logprobs, sampling.logprobs == true || sampling.topLogprobs ?? 0 > 0),
            (.verbosity, request.verbosity != nil),
            (.metadata, request.metadata != nil),
            (.cacheHints, request.cacheKey != nil),
            (.store, request.store == true),
        ]
    }

    /// Fields of other dialects that have a name in the table.
    private static let extensions: [String: Feature] = [
        "prediction": .prediction, "safetySettings": .safetySettings,
        "cachedContent": .cachedContent, "truncation": .truncation, "include": .include,
        "web_search_options": .webSearch,
    ]
}
