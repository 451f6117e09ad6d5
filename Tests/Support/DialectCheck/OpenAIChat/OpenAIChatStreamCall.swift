internal import JSON

/// A call that grows over the chunks of a chat stream.
struct OpenAIChatStreamCall {
    let id: String
    private let name: String
    private let isCustom: Bool
    private var arguments: String

    init(start call: JSONValue, at path: String, _ checker: inout Checker) {
        let body = call["function"] ?? call["custom"]
        id = call.text("id") ?? ""
        name = body?.text("name") ?? ""
        isCustom = call["custom"] != nil
        arguments = body?.text("arguments") ?? body?.text("input") ?? ""
        checker.expect(!id.isEmpty, path, "call starts without an id")
        checker.expect(!name.isEmpty, path, "call starts without a name")
        checker.expect(call.has("type"), path, "call starts without a type")
    }

    mutating func append(_ call: JSONValue, at path: String, _ checker: inout Checker) {
        let body = call["function"] ?? call["custom"]
        let repeats = call.has("id") || call.has("type") || (body?.has("name") ?? false)
        checker.expect(!repeats, path, "id, type or name sent twice")
        arguments += body?.text("arguments") ?? body?.text("input") ?? ""
    }

    func close(at path: String, _ checker: inout Checker) {
        checker.expect(
            isCustom || JSONText.isObject(arguments), path,
            "arguments of \(name) are not the text of a JSON object")
    }

    var checked: CheckedToolCall { CheckedToolCall(id: id, name: name, argumentsRaw: arguments) }
}
