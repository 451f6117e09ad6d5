@testable import Dialects
import IPC
import Testing

@Suite struct LossTests {
    static let providers: [Dialect] = [
        .openaiChat, .openaiResponses, .anthropic, .gemini, .ollama, .cohere, .bedrock,
    ]

    private func report(_ client: Dialect, _ provider: Dialect) -> LossReport {
        LossReport(Target(requestID: "r", client: client, provider: provider, model: "m"))
    }

    @Test func tuningGoesSilently() throws {
        var report = report(.gemini, .openaiResponses)
        try report.lose(.topK)
        try report.lose(.seed)
        #expect(report.warnings.isEmpty)
    }

    @Test func whatMattersIsTold() throws {
        var report = report(.openaiChat, .anthropic)
        try report.lose(.logitBias)
        try report.lose(.logitBias)
        #expect(report.warnings == ["logit_bias was left out: anthropic has nothing like it"])
    }

    @Test func whatModelsLackIsToldAsSuch() throws {
        var report = report(.openaiResponses, .openaiChat)
        try report.lose(.parallelToolCalls)
        #expect(
            report.warnings == ["parallel_tool_calls was left out: the model has nothing like it"])
    }

    @Test func whatChangesTheMeaningIsRefusedInTheClientsWords() {
        var report = report(.gemini, .anthropic)
        let error = #expect(throws: GatewayError.self) { try report.lose(.candidates) }
        #expect(error?.status == 400)
        #expect(error?.param == "generationConfig.candidateCount")
        #expect(error?.code == "unsupported_value")
        #expect(
            error?.message == "more than one answer cannot be had: anthropic has nothing like it")
    }

    @Test func theCodecKnowsThePlaceBetter() {
        var report = report(.openaiChat, .anthropic)
        let error = #expect(throws: GatewayError.self) {
            try report.lose(.foreignFile, param: "messages[2].content[0].file.file_id")
        }
        #expect(error?.param == "messages[2].content[0].file.file_id")
    }

    @Test func aLossThatTheTableDoesNotForeseeIsTold() throws {
        var report = report(.openaiChat, .gemini)
        try report.lose(.seed)
        #expect(report.warnings == ["seed was left out: the model has nothing like it"])
    }

    @Test func warningsAreBounded() {
        var report = report(.openaiChat, .gemini)
        for index in 0..<100 { report.warn("w\(index)") }
        #expect(report.warnings.count == 16)
    }

    @Test(arguments: Feature.allCases)
    func everyFeatureIsCarriedSomewhereOrSaidToBeNowhere(feature: Feature) {
        let nowhere: Set<Feature> = [.candidates, .droppedToolChoice, .foreignFile, .foreignProof]
        let carried = Self.providers.filter { Loss.policy(feature, to: $0) == .carried }
        #expect(carried.isEmpty == nowhere.contains(feature))
        #expect(!FeatureNames.words(feature).isEmpty)
    }

    /// What a client can say must have a name in its errors.
    @Test(arguments: Feature.allCases)
    func everyFeatureOfAClientsDialectHasAName(feature: Feature) {
        let unnamed: [Dialect: Set<Feature>] = [
            .gemini: [.minP, .reasoning], .anthropic: [.jsonObject, .refusal],
            .ollama: [.reasoning],
        ]
        for client in Self.providers.prefix(5) where Loss.policy(feature, to: client) == .carried {
            let isNamed = FeatureNames.parameter(feature, of: client) != nil
            #expect(
                isNamed || unnamed[client]?.contains(feature) == true
                    || Self.unsaid(feature, client))
        }
    }

    /// Features that a provider takes from others, though its own clients have no parameter for them.
    private static func unsaid(_ feature: Feature, _ client: Dialect) -> Bool {
        switch (feature, client) {
        case (.mixedTools, .ollama), (.customTool, .ollama), (.parallelToolCalls, .gemini): true
        default: false
        }
    }

    @Test(arguments: [
        (Feature.logitBias, Dialect.gemini, LossPolicy.warned),
        (.cachedContent, .anthropic, .refused),
        (.stop, .openaiResponses, .emulated), (.topK, .openaiResponses, .dropped),
        (.jsonSchema, .openaiResponses, .carried), (.parallelToolCalls, .gemini, .warned),
        (.videoInput, .anthropic, .refused), (.customTool, .gemini, .emulated),
    ])
    func cellsOfTheMatrix(feature: Feature, dialect: Dialect, policy: LossPolicy) {
        #expect(Loss.policy(feature, to: dialect) == policy)
        #expect(Loss.cell(feature, to: dialect).whenLost == (policy == .carried ? .warned : policy))
    }
}
