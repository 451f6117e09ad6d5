internal import JSON

/// Rules over the turns of a messages request.
enum AnthropicTurns {
    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let messages = request.list("messages")
        for (index, message) in messages.enumerated() {
            check(message, isLast: index == messages.count - 1, at: "messages[\(index)]", &checker)
        }
        checkRoles(messages, &checker)
        let turns = AnthropicTurn.merge(messages)
        for (index, turn) in turns.enumerated() {
            let next = turns.dropFirst(index + 1).first
            let previous = index > 0 ? turns[index - 1] : nil
            if turn.role == "assistant" {
                checkCalls(turn, answeredIn: next, &checker)
            } else {
                checkResults(turn, of: previous, &checker)
            }
        }
        checkThinking(request, turns, &checker)
    }

    private static func check(
        _ message: JSONValue, isLast: Bool, at path: String, _ checker: inout Checker
    ) {
        let shapes = [
            "user": AnthropicBlocks.user, "assistant": AnthropicBlocks.assistant,
            "system": AnthropicBlocks.system,
        ]
        let role = message.text("role") ?? ""
        let isPrefill = isLast && role == "assistant"
        if let text = message.text("content") {
            checker.check(text, at: "\(path).content", mayEndInSpace: !isPrefill)
            return
        }
        let blocks = message.list("content")
        checker.expect(!blocks.isEmpty, "\(path).content", "must not be empty")
        for (index, block) in blocks.enumerated() {
            let place = "\(path).content[\(index)]"
            if let shape = shapes[role] { checker.check(block, shape, at: place) }
            checkMedia(block, at: place, &checker)
            for (inner, part) in block.list("content").enumerated() {
                checkMedia(part, at: "\(place).content[\(inner)]", &checker)
            }
        }
        if isPrefill, let text = blocks.last?.text("text") {
            checker.check(text, at: "\(path).content", mayEndInSpace: false)
        }
    }

    private static func checkMedia(_ block: JSONValue, at path: String, _ checker: inout Checker) {
        guard let source = block["source"], let data = source.text("data"),
            let type = source.text("media_type"), source.text("type") == "base64"
        else { return }
        checker.expect(
            MediaBytes.match(data, type: type), "\(path).source", "data is not of \(type)")
    }

    private static func checkRoles(_ messages: [JSONValue], _ checker: inout Checker) {
        let roles = messages.map { $0.text("role") ?? "" }
        checker.expect(
            roles.first { $0 != "system" } == "user", "messages[0].role", "the first must be user")
        for (index, role) in roles.enumerated() where role == "system" {
            let isAfter = index > 0 && roles[index - 1] != "assistant"
            let next = roles.dropFirst(index + 1).first
            let isBefore = next == nil || next == "assistant" || next == "system"
            checker.expect(
                isAfter && isBefore, "messages[\(index)].role",
                "system only after a user turn and before an assistant turn or the end")
        }
    }

    private static func checkCalls(
        _ turn: AnthropicTurn, answeredIn next: AnthropicTurn?, _ checker: inout Checker
    ) {
        let calls = turn.ids("tool_use", "id")
        checker.expect(Set(calls).count == calls.count, turn.path, "two tool_use of one id")
        let answered = Set(next?.ids("tool_result", "tool_use_id") ?? [])
        for id in calls where !answered.contains(id) {
            checker.report(turn.path, "tool_use \(id) without tool_result in the next turn")
        }
        let server = Set(turn.ids("server_tool_use", "id") + turn.ids("mcp_tool_use", "id"))
        for type in AnthropicBlocks.serverResults {
            for id in turn.ids(type, "tool_use_id") where !server.contains(id) {
                checker.report(turn.path, "\(type) without its server_tool_use \(id)")
            }
        }
    }

    private static func checkResults(
        _ turn: AnthropicTurn, of previous: AnthropicTurn?, _ checker: inout Checker
    ) {
        let calls = Set(previous?.ids("tool_use", "id") ?? [])
        var seen: Set<String> = []
        var hasOther = false
        for (path, block) in turn.blocks {
            guard block.text("type") == "tool_result", let id = block.text("tool_use_id") else {
                hasOther = true
                continue
            }
            checker.expect(!hasOther, path, "tool_result after other blocks")
            checker.expect(
                calls.contains(id), path, "tool_result without tool_use in the turn before")
            checker.expect(seen.insert(id).inserted, path, "second tool_result for one tool_use")
        }
    }

    private static func checkThinking(
        _ request: JSONValue, _ turns: [AnthropicTurn], _ checker: inout Checker
    ) {
        let kind = request["thinking"]?.text("type")
        guard kind == "enabled" || kind == "adaptive", let last = turns.last else { return }
        checker.expect(last.role == "user", last.path, "prefill while thinking")
        guard kind == "enabled" else { return }
        // The current tool loop: back to the last turn of a person.
        for turn in turns.reversed() {
            if turn.role == "user" {
                if turn.ids("tool_result", "tool_use_id").isEmpty { break }
            } else if !turn.ids("tool_use", "id").isEmpty {
                checker.expect(
                    turn.startsWithThinking, turn.path, "the turn must start with thinking")
            }
        }
    }
}

extension Checker {
    /// Checks a content that is only a string.
    fileprivate mutating func check(_ text: String, at path: String, mayEndInSpace: Bool) {
        expect(
            text.contains { !$0.isWhitespace }, path, "must be \(StringRule.visible.name)")
        let ends = text.last?.isWhitespace ?? false
        expect(mayEndInSpace || !ends, path, "the last assistant text ends in white space")
    }
}
