internal import JSON

/// What the lines of Claude models take, by a part of the model name; the first match wins.
struct ClaudeModelRules: Sendable {
    enum Sampling: Sendable {
        case any, oneOf, none
    }

    let name: String
    var adaptive = true
    var manual = false
    var efforts: [String] = ["low", "medium", "high", "xhigh", "max"]
    var sampling = Sampling.none
    var forcedChoice = true
    var limit: Int64 = 128_000
    var schemas = true

    private static let table = [
        ClaudeModelRules(name: "opus-5"), ClaudeModelRules(name: "opus-4-8"),
        ClaudeModelRules(name: "opus-4-7"), ClaudeModelRules(name: "sonnet-5"),
        ClaudeModelRules(name: "fable-5", forcedChoice: false),
        ClaudeModelRules(name: "mythos", forcedChoice: false),
        ClaudeModelRules(
            name: "opus-4-6", manual: true, efforts: ["low", "medium", "high", "max"],
            sampling: .any),
        ClaudeModelRules(
            name: "sonnet-4-6", manual: true, efforts: ["low", "medium", "high", "max"],
            sampling: .any),
        ClaudeModelRules(
            name: "opus-4-5", adaptive: false, manual: true, efforts: ["low", "medium", "high"],
            sampling: .oneOf, limit: 64_000),
        ClaudeModelRules(
            name: "sonnet-4-5", adaptive: false, manual: true, efforts: [], sampling: .oneOf,
            limit: 64_000),
        ClaudeModelRules(
            name: "haiku-4-5", adaptive: false, manual: true, efforts: [], sampling: .oneOf,
            limit: 64_000),
        ClaudeModelRules(
            name: "opus-4-1", adaptive: false, manual: true, efforts: [], sampling: .oneOf,
            limit: 32_000),
        ClaudeModelRules(
            name: "opus-4", adaptive: false, manual: true, efforts: [], sampling: .oneOf,
            limit: 32_000, schemas: false),
        ClaudeModelRules(
            name: "sonnet-4", adaptive: false, manual: true, efforts: [], sampling: .oneOf,
            limit: 64_000, schemas: false),
        ClaudeModelRules(
            name: "3-7-sonnet", adaptive: false, manual: true, efforts: [], sampling: .any,
            limit: 128_000, schemas: false),
        ClaudeModelRules(
            name: "claude-3", adaptive: false, efforts: [], sampling: .any, limit: 8192,
            schemas: false),
    ]

    static func of(_ model: String?) -> ClaudeModelRules? {
        guard let model else { return nil }
        return table.first { model.contains($0.name) }
    }

    func check(_ request: JSONValue, _ checker: inout Checker) {
        let thinking = request["thinking"]?.text("type")
        if thinking == "adaptive" { checker.expect(adaptive, "thinking", "no adaptive thinking") }
        if thinking == "enabled" { checker.expect(manual, "thinking", "no manual budget") }
        if let effort = request["output_config"]?.text("effort") {
            checker.expect(
                efforts.contains(effort), "output_config.effort", "\(effort) is not for this model")
        }
        if request["output_config"]?.has("format") == true {
            checker.expect(schemas, "output_config.format", "not for this model")
        }
        checker.expect(
            request.count("max_tokens") <= limit, "max_tokens", "above the limit of the model")
        let choice = request["tool_choice"]?.text("type")
        if choice == "any" || choice == "tool" {
            checker.expect(forcedChoice, "tool_choice", "this model cannot be forced")
        }
        checkSampling(request, &checker)
    }

    private func checkSampling(_ request: JSONValue, _ checker: inout Checker) {
        switch sampling {
        case .any: break
        case .oneOf:
            let both = request.has("temperature") && request.has("top_p")
            checker.expect(!both, "top_p", "not together with temperature on this model")
        case .none:
            for name in ["temperature", "top_p", "top_k"] {
                checker.expect(!request.has(name), name, "not for this model")
            }
        }
    }
}
