internal import IPC

/// What a request holds that this dialect cannot say (facts: translation-matrix, section 1).
enum GeminiLosses {
    /// Notes the losses, or refuses the request.
    static func note(
        _ request: ModelRequest, _ profile: GeminiProfile, _ report: inout LossReport
    ) throws(GatewayError) {
        let isOwn = report.target.client == .gemini
        for (feature, isAsked) in features(request, profile, isOwn: isOwn) where isAsked {
            try report.lose(feature)
        }
        for field in request.extensions where field.dialect != .gemini {
            if let feature = extensions[field.name] { try report.lose(feature, param: field.name) }
        }
    }

    private static func features(
        _ request: ModelRequest, _ profile: GeminiProfile, isOwn: Bool
    ) -> [(Feature, Bool)] {
        let sampling = request.sampling
        let logprobs = sampling.logprobs == true || sampling.topLogprobs ?? 0 > 0
        return [
            (.candidates, sampling.candidates ?? 1 > 1),
            (.minP, sampling.minP != nil),
            (.logitBias, sampling.logitBias != nil),
            (.logprobs, logprobs && !isOwn),
            (.stop, sampling.stop.count(where: { !$0.isEmpty }) > GeminiConfigWriter.stopLimit),
            (.verbosity, request.verbosity != nil),
            (.userID, request.userID != nil),
            (.metadata, request.metadata != nil && !(isOwn && profile.takesLabels)),
            (.cacheHints, request.cacheKey != nil),
            (.store, request.store == true),
            (.parallelToolCalls, request.parallelToolCalls == false && !request.tools.isEmpty),
        ]
    }

    /// Fields of other dialects that have a name in the table.
    private static let extensions: [String: Feature] = [
        "prediction": .prediction, "truncation": .truncation, "include": .include,
        "context_management": .truncation, "web_search_options": .webSearch,
    ]
}
