internal import JSON

extension ChatValidator {
    private static let roles: Set = [
        "system", "developer", "user", "assistant", "tool", "function",
    ]

    /// Checks all messages and their order, and notes what an answer refers to.
    func readMessages(into request: inout PromptRequest) throws(ProviderError) {
        guard let messages = reader.member("messages", of: root) else { throw .missing("messages") }
        guard reader.kind(messages) == .array else {
            throw .wrongType("messages", expected: "an array", got: reader.kind(messages).noun)
        }
        guard reader.count(messages) > 0 else {
            throw .invalid(
                "Invalid 'messages': empty array. Expected an array with at least one element.",
                "messages", code: "empty_array")
        }
        var calls = OpenCalls()
        var turns = ChatTurns()
        var index = 0
        var elements = reader.elements(of: messages)
        while let message = reader.nextElement(&elements) {
            let path = "messages[\(index)]"
            let role = try checkRole(of: message, at: path)
            try calls.next(role: role, id: toolCallId(of: message, role, path), at: path)
            let content = reader.member("content", of: message)
            let callCount = try readCalls(of: message, role, path, &calls)
            if let content {
                request.conversation.count(try readContent(content, role, "\(path).content"))
            } else if role != "function", callCount == 0 {
                throw .missing("\(path).content")
            }
            turns.add(message, role: role, calls: callCount)
            index += 1
        }
        try calls.finish()
        turns.write(to: &request.conversation) { text(of: $0) }
    }

    private func checkRole(of message: Node, at path: String) throws(ProviderError) -> String {
        guard reader.kind(message) == .object else {
            throw .wrongType(path, expected: "an object", got: reader.kind(message).noun)
        }
        guard let node = reader.member("role", of: message) else { throw .missing("\(path).role") }
        guard let role = reader.string(node) else {
            throw .wrongType("\(path).role", expected: "a string", got: reader.kind(node).noun)
        }
        guard Self.roles.contains(role) else {
            throw .wrongValue(
                "\(path).role", role,
                "'system', 'assistant', 'user', 'function', 'tool', and 'developer'")
        }
        if let name = reader.member("name", of: message) {
            try FieldRule.string(maximumBytes: 1 << 10).check(name, at: "\(path).name", in: reader)
        } else if role == "function" {
            throw .missing("\(path).name")
        }
        return role
    }

    private func toolCallId(
        of message: Node, _ role: String, _ path: String
    ) throws(ProviderError) -> String? {
        guard role == "tool" else { return nil }
        guard let node = reader.member("tool_call_id", of: message) else {
            throw .missing("\(path).tool_call_id")
        }
        guard let id = reader.string(node) else {
            throw .wrongType(
                "\(path).tool_call_id", expected: "a string", got: reader.kind(node).noun)
        }
        return id
    }

    /// Checks the calls of an assistant message.
    ///
    /// - Returns: How many there are, of the present or of the legacy kind.
    private func readCalls(
        of message: Node, _ role: String, _ path: String, _ calls: inout OpenCalls
    ) throws(ProviderError) -> Int {
        let legacy = reader.member("function_call", of: message)
        guard let list = reader.member("tool_calls", of: message) else {
            return role == "assistant" && legacy != nil ? 1 : 0
        }
        guard role == "assistant" else {
            throw .invalid("Only assistant messages have 'tool_calls'.", "\(path).tool_calls")
        }
        guard reader.kind(list) == .array else {
            throw .wrongType(
                "\(path).tool_calls", expected: "an array", got: reader.kind(list).noun)
        }
        guard reader.count(list) > 0 else {
            throw .invalid(
                "Invalid '\(path).tool_calls': empty array. Expected at least one element.",
                "\(path).tool_calls", code: "empty_array")
        }
        var index = 0
        var elements = reader.elements(of: list)
        while let call = reader.nextElement(&elements) {
            let place = "\(path).tool_calls[\(index)]"
            calls.open(try checkCall(call, place))
            index += 1
        }
        return index
    }

    private func checkCall(_ call: Node, _ path: String) throws(ProviderError) -> String {
        let id = try requiredString("id", of: call, path)
        let type = try requiredString("type", of: call, path)
        guard type == "function" || type == "custom" else {
            throw .wrongValue("\(path).type", type, "'function' and 'custom'")
        }
        guard let body = reader.member(named: type, of: call) else {
            throw .missing("\(path).\(type)")
        }
        _ = try requiredString("name", of: body, "\(path).\(type)")
        // The text is not needed, only that it is text.
        _ = try requiredString(
            type == "custom" ? "input" : "arguments", of: body, "\(path).\(type)")
        return id
    }

    /// The text of a member that must be there.
    func requiredString(
        _ name: String, of node: Node, _ path: String
    ) throws(ProviderError) -> String {
        guard let value = reader.member(named: name, of: node) else {
            throw .missing("\(path).\(name)")
        }
        guard let text = reader.string(value) else {
            throw .wrongType("\(path).\(name)", expected: "a string", got: reader.kind(value).noun)
        }
        return text
    }
}
