/// What the name of a model of OpenAI's tells about it.
struct ResponsesModel: Sendable, Equatable {
    /// Efforts that it knows, ascending; empty for a model that does not reason, nil for an unknown one.
    var efforts: [ReasoningRequest.Effort]?
    /// `temperature` and `top_p` are refused.
    var refusesSampling = false

    /// A model by its name, which may stand behind a vendor's ("openai/gpt-5").
    static func named(_ name: String) -> ResponsesModel {
        let short = name.lowercased().split(separator: "/").last.map(String.init) ?? ""
        for row in table where matches(short, row.prefix) {
            guard row.isReasoning else { return ResponsesModel(efforts: []) }
            return ResponsesModel(efforts: row.efforts, refusesSampling: true)
        }
        return ResponsesModel()
    }

    private struct Row {
        var prefix: String
        var efforts: [ReasoningRequest.Effort]

        var isReasoning: Bool { !efforts.isEmpty }
    }

    /// The first match counts; longer names stand first.
    private static let table: [Row] = [
        Row(prefix: "gpt-5-chat", efforts: []),
        Row(prefix: "gpt-5.1-chat", efforts: []),
        Row(prefix: "gpt-5-codex", efforts: [.low, .medium, .high]),
        Row(prefix: "gpt-5.1-codex-max", efforts: [.none, .low, .medium, .high, .xhigh]),
        Row(prefix: "gpt-5.1", efforts: [.none, .low, .medium, .high]),
        Row(prefix: "gpt-5.6", efforts: [.none, .low, .medium, .high, .xhigh, .max]),
        Row(prefix: "gpt-5.", efforts: [.none, .low, .medium, .high, .xhigh]),
        Row(prefix: "gpt-5", efforts: [.minimal, .low, .medium, .high]),
        Row(prefix: "codex", efforts: [.low, .medium, .high]),
        Row(prefix: "gpt-oss", efforts: [.low, .medium, .high]),
        Row(prefix: "o1", efforts: [.low, .medium, .high]),
        Row(prefix: "o3", efforts: [.low, .medium, .high]),
        Row(prefix: "o4", efforts: [.low, .medium, .high]),
        Row(prefix: "gpt-4", efforts: []),
        Row(prefix: "gpt-3", efforts: []),
    ]

    /// A prefix that ends in a letter or digit must not be the beginning of a longer word ("o1" of "o100").
    private static func matches(_ name: String, _ prefix: String) -> Bool {
        guard name.hasPrefix(prefix) else { return false }
        guard prefix.last?.isNumber == true,
            let next = name.dropFirst(prefix.count).first
        else { return true }
        return !next.isNumber
    }
}
