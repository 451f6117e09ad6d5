internal import IPC
internal import JSON

/// Writes a request for `POST /v2/chat`; the base URL ends with the version.
struct CohereRequestWriter {
    static let path = "/chat"
    private static let mostStops = 5

    private let request: ModelRequest
    private let target: Target
    private let model: CohereModel
    private var report: LossReport
    private let tools: FunctionTools
    private let format: CohereFormatPlan
    private var writer = JSONWriter()

    /// The request for a target.
    static func write(
        _ request: ModelRequest, _ target: Target
    ) throws(GatewayError) -> EncodedRequest {
        var writer = try CohereRequestWriter(request, target)
        return try writer.encoded()
    }

    private init(_ request: ModelRequest, _ target: Target) throws(GatewayError) {
        self.request = request
        self.target = target
        model = CohereModel(target.model)
        report = LossReport(target)
        tools = try FunctionTools(request, .cohere, &report)
        format = try CohereFormatPlan(
            request.format, hasTools: !tools.functions.isEmpty, &report)
    }

    private mutating func encoded() throws(GatewayError) -> EncodedRequest {
        try checkLosses()
        writer.beginObject()
        writer.member("model", target.model)
        writer.name("messages")
        var messages = CohereMessageWriter(target, model, tools, report)
        try messages.write(request.turns, system: system, into: &writer)
        report = messages.report
        writeTools()
        writer.member("stream", request.stream)
        writeFormat()
        writeThinking()
        try writeSampling()
        writer.endObject()
        return EncodedRequest(
            path: Self.path, headers: headers, body: JSONSegments(whole: writer.take()),
            plan: plan, warnings: report.warnings)
    }

    private var headers: [Header] {
        [
            Header(name: "content-type", value: "application/json"),
            Header(
                name: "accept", value: request.stream ? "text/event-stream" : "application/json"),
        ]
    }

    private var plan: AnswerPlan {
        var plan = AnswerPlan()
        plan.streams = request.stream
        plan.clientStreams = request.stream
        plan.includesUsage = request.includesUsage
        plan.usesLegacyFunctions = request.usesLegacyFunctions
        plan.showsReasoning = request.reasoning?.isVisible
        plan.stripsFences = format.isEmulated
        tools.note(in: &plan)
        return plan
    }

    private mutating func checkLosses() throws(GatewayError) {
        let sampling = request.sampling
        if (sampling.candidates ?? 1) > 1 { try report.lose(.candidates) }
        if sampling.logitBias != nil { try report.lose(.logitBias) }
        if sampling.logprobs == true { try report.lose(.logprobs) }
        if request.parallelToolCalls == false, !tools.functions.isEmpty {
            try report.lose(.parallelToolCalls)
        }
        if request.modalities.contains("audio") { try report.lose(.audioOutput) }
        if request.modalities.contains("image") { try report.lose(.imageOutput) }
        if request.extensions.contains(where: { $0.name == "cachedContent" }) {
            try report.lose(.cachedContent)
        }
    }

    /// Texts of the system message, in order.
    private var system: [String] {
        var texts = request.system.map(\.text).filter { !ASCIIText.isBlank($0) }
        if let words = format.words { texts.append(words) }
        return texts
    }

    // MARK: Fields

    private mutating func writeTools() {
        guard !tools.functions.isEmpty else { return }
        writer.name("tools")
        writer.beginArray()
        for function in declared { Self.write(function, into: &writer) }
        writer.endArray()
        switch tools.choice {
        case .some(.none): writer.member("tool_choice", "NONE")
        case .required, .tool: writer.member("tool_choice", "REQUIRED")
        case .auto, .allowed, nil: break
        }
    }

    /// No tool can be demanded by its name, so that no other is offered then.
    private var declared: [FunctionTools.Function] {
        guard case .tool(let name)? = tools.choice else { return tools.functions }
        return tools.functions.filter { $0.name == name }
    }

    private static func write(
        _ function: FunctionTools.Function, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("type", "function")
            writer.name("function")
            writer.object { writer in
                writer.member("name", function.name)
                if !function.description.isEmpty {
                    writer.member("description", function.description)
                }
                writer.member("parameters", raw: function.parameters.bytes)
            }
        }
    }

    private mutating func writeFormat() {
        guard format.isJSON else { return }
        writer.name("response_format")
        writer.object { writer in
            writer.member("type", "json_object")
            if let schema = format.schema { writer.member("json_schema", raw: schema.bytes) }
        }
    }

    private mutating func writeThinking() {
        guard model.thinks, let thinking = CohereThinking.plan(request) else { return }
        writer.name("thinking")
        writer.object { writer in
            writer.member("type", thinking == .off ? "disabled" : "enabled")
            if case .budget(let tokens) = thinking { writer.member("token_budget", tokens) }
        }
    }

    private mutating func writeSampling() throws(GatewayError) {
        let sampling = request.sampling
        if let limit = sampling.maxOutputTokens, limit > 0 { writer.member("max_tokens", limit) }
        write("temperature", sampling.temperature, 0...1)
        write("p", sampling.topP, 0.01...0.99)
        if let count = sampling.topK?.whole(in: 0...500) { writer.member("k", count) }
        if let seed = sampling.seed, let value = UInt64(seed.text) { writer.member("seed", value) }
        write("frequency_penalty", sampling.frequencyPenalty, 0...1)
        write("presence_penalty", sampling.presencePenalty, 0...1)
        let stops = sampling.stop.filter { !$0.isEmpty }
        guard !stops.isEmpty else { return }
        if stops.count > Self.mostStops { try report.lose(.stop) }
        writer.name("stop_sequences")
        writer.array { for stop in stops.prefix(Self.mostStops) { $0.string(stop) } }
    }

    private mutating func write(
        _ name: StaticString, _ number: NumberText?, _ range: ClosedRange<Double>
    ) {
        guard let number = number?.clamped(to: range) else { return }
        writer.member(name, raw: Array(number.text.utf8))
    }
}
