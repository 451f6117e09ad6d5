internal import JSON

/// One item of a responses stream, from added to done.
struct OpenAIResponsesStreamItem {
    let id: String
    private let type: String
    private let added: JSONValue
    private var done: JSONValue?
    private var parts = OpenAIResponsesStreamParts()
    private var payload = ""
    private var payloadDone: String?

    /// Event prefixes by what they say about: only these kinds of items have them.
    private static let owners = [
        ("response.content_part", ["message", "reasoning"]), ("response.output_text", ["message"]),
        ("response.refusal", ["message"]), ("response.reasoning_summary", ["reasoning"]),
        ("response.reasoning_text", ["reasoning"]),
        ("response.function_call_arguments", ["function_call"]),
        ("response.custom_tool_call_input", ["custom_tool_call"]),
    ]

    /// Whether the item was closed; the provider never closes a list of tools.
    var isDone: Bool { done != nil || type == "mcp_list_tools" }

    /// The item as a client has it at the end.
    var final: JSONValue { done ?? added }

    init(added item: JSONValue, at path: String, _ checker: inout Checker) {
        id = item.text("id") ?? ""
        type = item.text("type") ?? ""
        added = item
        let filled = ["content", "summary"].contains { !item.list($0).isEmpty }
        let written = ["arguments", "input"].contains { !(item.text($0) ?? "").isEmpty }
        checker.expect(!filled && !written, path, "added with content that deltas should bring")
    }

    mutating func take(
        _ event: JSONValue, _ name: String, at path: String, _ checker: inout Checker
    ) {
        checker.expect(done == nil, path, "\(name) after the item was done")
        if name == "response.output_item.done" { return close(event, at: path, &checker) }
        checker.expect(event.text("item_id") == id, path, "item_id is not \(id)")
        if let owner = Self.owners.first(where: { name.hasPrefix($0.0) }) {
            checker.expect(owner.1.contains(type), path, "\(name) for an item \(type)")
        }
        if name.hasPrefix("response.function_call_arguments")
            || name.hasPrefix("response.custom_tool_call_input")
        {
            takePayload(event, name, at: path, &checker)
        } else {
            parts.take(event, name, at: path, &checker)
        }
    }

    private mutating func takePayload(
        _ event: JSONValue, _ name: String, at path: String, _ checker: inout Checker
    ) {
        checker.expect(payloadDone == nil, path, "\(name) after the payload was done")
        guard name.hasSuffix(".done") else {
            payload += event.text("delta") ?? ""
            return
        }
        payloadDone = event.text("arguments") ?? event.text("input")
        checker.expect(payloadDone == payload, path, "done differs from the deltas")
        if let name = event.text("name") {
            checker.expect(name == added.text("name"), path, "name differs from added")
        }
    }

    private mutating func close(_ event: JSONValue, at path: String, _ checker: inout Checker) {
        guard let item = event["item"] else { return }
        done = item
        let place = path.member("item")
        for name in ["id", "type", "call_id", "name"] {
            checker.expect(item.text(name) == added.text(name), place, "\(name) differs from added")
        }
        OpenAIResponsesItems.checkDone(item, at: place, &checker)
        if type == "function_call" || type == "custom_tool_call" {
            let written = item.text("arguments") ?? item.text("input") ?? ""
            checker.expect(written == payload, place, "differs from the deltas")
            let isWhole = item.text("status") != "incomplete"
            checker.expect(
                isWhole == (payloadDone != nil), place,
                isWhole ? "done event of the payload is missing" : "incomplete, but payload done")
        } else {
            parts.close(item, at: place, &checker)
        }
    }

    /// Whether the item of the terminal event says what this one said.
    func matches(_ other: JSONValue) -> Bool {
        let mine = OpenAIResponsesAggregate.items([final])
        return mine == OpenAIResponsesAggregate.items([other])
            && final.text("type") == other.text("type")
    }
}
