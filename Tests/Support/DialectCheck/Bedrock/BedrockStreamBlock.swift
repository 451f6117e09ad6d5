internal import JSON

/// One block of a Converse stream.
struct BedrockStreamBlock {
    private let start: JSONValue?
    private(set) var text = ""
    private(set) var reasoning = ""
    private var input = ""
    private var kinds: Set<String> = []

    init(start: JSONValue?) { self.start = start }

    /// The id of the call this block is the result of.
    var answers: String? { start?["toolResult"]?.text("toolUseId") }

    mutating func take(_ delta: JSONValue, at path: String, _ checker: inout Checker) {
        kinds.formUnion((delta.members ?? []).map(\.name).filter { $0 != "citation" })
        checker.expect(kinds.count <= 1, path, "two kinds of deltas in one block")
        let isCall = start?.has("toolUse") ?? false
        if delta.has("toolUse") {
            checker.expect(isCall, path, "toolUse without contentBlockStart")
        }
        text += delta.text("text") ?? ""
        reasoning += delta["reasoningContent"]?.text("text") ?? ""
        input += delta["toolUse"]?.text("input") ?? ""
    }

    var hasInput: Bool { input.isEmpty || JSONText.isObject(input) }

    var call: CheckedToolCall? {
        guard let call = start?["toolUse"] else { return nil }
        return CheckedToolCall(
            id: call.text("toolUseId") ?? "", name: call.text("name") ?? "",
            argumentsRaw: input.isEmpty ? "{}" : input)
    }
}
