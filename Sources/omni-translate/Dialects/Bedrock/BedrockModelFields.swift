internal import IPC
internal import JSON

/// `additionalModelRequestFields`: what Converse has no field for and the model itself knows.
struct BedrockModelFields {
    private var names: [String] = []
    private var values: [[UInt8]] = []

    init(
        _ request: ModelRequest, _ model: BedrockModel, _ thinking: BedrockThinkingPlan,
        topK: NumberText?, hasTools: Bool, _ report: inout LossReport
    ) throws(GatewayError) {
        try add(topK: topK, model, &report)
        switch thinking {
        case .unsaid: break
        case .claude(let plan): add(plan)
        case .effort(let effort): add("reasoning_effort") { $0.string(effort.rawValue) }
        case .nova(let effort): add(nova: effort)
        }
        let betas = Self.betas(request, model, thinking, hasTools: hasTools, report.target)
        if !betas.isEmpty {
            add("anthropic_beta") { $0.array { for beta in betas { $0.string(beta) } } }
        }
    }

    private mutating func add(_ name: String, _ write: (inout JSONWriter) -> Void) {
        var writer = JSONWriter()
        write(&writer)
        names.append(name)
        values.append(writer.take())
    }

    /// Writes the member, when there is anything to say.
    func write(into writer: inout JSONWriter) {
        guard !names.isEmpty else { return }
        writer.name("additionalModelRequestFields")
        writer.object { writer in
            for (name, value) in zip(names, values) {
                writer.name(text: name)
                writer.raw(value)
            }
        }
    }

    private mutating func add(
        topK: NumberText?, _ model: BedrockModel, _ report: inout LossReport
    ) throws(GatewayError) {
        guard let count = topK?.whole(in: 0...500), count > 0 else { return }
        switch model.line {
        case .claude, .mistral: add("top_k") { $0.int(count) }
        case .cohere: add("k") { $0.int(count) }
        case .nova, .nova2: add("inferenceConfig") { $0.object { $0.member("topK", count) } }
        case .gptOSS, .other: try report.lose(.topK)
        }
    }

    private mutating func add(_ plan: AnthropicThinkingPlan) {
        switch plan.mode {
        case .unsaid: break
        case .off: add("thinking") { $0.object { $0.member("type", "disabled") } }
        case .adaptive:
            add("thinking") { writer in
                writer.object { writer in
                    writer.member("type", "adaptive")
                    if let display = plan.display { writer.member("display", display) }
                }
            }
        case .budget(let tokens):
            add("thinking") { writer in
                writer.object { writer in
                    writer.member("type", "enabled")
                    writer.member("budget_tokens", tokens)
                }
            }
        }
        guard let effort = plan.effort else { return }
        add("output_config") { $0.object { $0.member("effort", effort.rawValue) } }
    }

    private mutating func add(nova effort: ReasoningRequest.Effort?) {
        add("reasoningConfig") { writer in
            writer.object { writer in
                writer.member("type", effort == nil ? "disabled" : "enabled")
                if let effort { writer.member("maxReasoningEffort", effort.rawValue) }
            }
        }
    }

    // MARK: Beta features

    /// Features of the model rather than of Anthropic's own service; unknown ones are refused here.
    private static let forwarded: Set<String> = [
        "interleaved-thinking-2025-05-14", "context-1m-2025-08-07", "output-128k-2025-02-19",
        "token-efficient-tools-2025-02-19", "effort-2025-11-24",
    ]

    private static func betas(
        _ request: ModelRequest, _ model: BedrockModel, _ thinking: BedrockThinkingPlan,
        hasTools: Bool, _ target: Target
    ) -> [String] {
        guard let claude = model.claude, case .claude(let plan) = thinking else { return [] }
        var betas = AnthropicBetas(request)
        if plan.effort != nil, claude.effortIsBeta { betas.add("effort-2025-11-24") }
        // Clients of other dialects expect thoughts between calls, as their own models have them.
        if target.client != .anthropic, thinking.hasBudget, claude.interleaves, hasTools {
            betas.add("interleaved-thinking-2025-05-14")
        }
        return betas.names.filter(forwarded.contains)
    }
}
