internal import JSON

/// What OpenAI's reasoning models refuse, by prefix of the model name; the longest prefix wins.
struct OpenAIModelRules: Sendable {
    let prefix: String

    /// Whether the model thinks unless told otherwise.
    var reasonsByDefault = true

    /// The values of the effort it takes.
    var efforts = OpenAIModelRules.standard

    /// Whether sampling parameters are taken when it does not think.
    var samples = false

    private static let standard = ["low", "medium", "high", "minimal", "xhigh", "max"]
    private static let withNone = standard + ["none"]

    private static let table = [
        OpenAIModelRules(
            prefix: "gpt-5.6", efforts: withNone.filter { $0 != "minimal" }, samples: true),
        OpenAIModelRules(prefix: "gpt-5.5", efforts: withNone, samples: true),
        OpenAIModelRules(prefix: "gpt-5.5-pro"),
        OpenAIModelRules(
            prefix: "gpt-5.4", reasonsByDefault: false, efforts: withNone, samples: true),
        OpenAIModelRules(
            prefix: "gpt-5.3", reasonsByDefault: false, efforts: withNone, samples: true),
        OpenAIModelRules(
            prefix: "gpt-5.2", reasonsByDefault: false, efforts: withNone, samples: true),
        OpenAIModelRules(
            prefix: "gpt-5.1", reasonsByDefault: false, efforts: withNone, samples: true),
        OpenAIModelRules(prefix: "gpt-5.1-codex"), OpenAIModelRules(prefix: "gpt-5"),
        OpenAIModelRules(
            prefix: "gpt-5-chat", reasonsByDefault: false, efforts: [], samples: true),
        OpenAIModelRules(prefix: "o1"), OpenAIModelRules(prefix: "o3"),
        OpenAIModelRules(prefix: "o4"),
    ]

    static let sampling = [
        "temperature", "top_p", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs",
        "top_logprobs",
    ]

    static func of(_ model: String?) -> OpenAIModelRules? {
        guard let model else { return nil }
        return table.filter { model.hasPrefix($0.prefix) }.max { $0.prefix.count < $1.prefix.count }
    }

    func check(
        _ request: JSONValue, effort: String?, at effortPath: String, _ checker: inout Checker
    ) {
        if let effort {
            checker.expect(efforts.contains(effort), effortPath, "\(effort) is not for this model")
        }
        let thinks = effort.map { $0 != "none" } ?? reasonsByDefault
        if samples, !thinks { return }
        for name in Self.sampling where request.has(name) {
            // The default value passes: it changes nothing.
            if request[name]?.double == 1 || request[name]?.bool == false { continue }
            checker.report(name, "not for a model that reasons")
        }
    }
}
