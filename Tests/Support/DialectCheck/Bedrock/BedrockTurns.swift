internal import JSON

/// Rules over the messages of a Converse request.
enum BedrockTurns {
    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let messages = request.list("messages")
        var documents: Set<String> = []
        var previous: JSONValue?
        for (index, message) in messages.enumerated() {
            let path = "messages[\(index)]"
            let role = message.text("role")
            checker.expect(
                role == (index.isMultiple(of: 2) ? "user" : "assistant"), path,
                "roles must alternate, user first")
            checkBlocks(message, at: path, &documents, &checker)
            if role == "user" { checkResults(message, of: previous, at: path, &checker) }
            previous = message
        }
        let open = previous.map { fields($0, "toolUse") } ?? []
        checker.expect(open.isEmpty, "messages", "toolUse without toolResult")
        let hasTools = messages.contains {
            !fields($0, "toolUse").isEmpty || !fields($0, "toolResult").isEmpty
        }
        checker.expect(
            !hasTools || request.has("toolConfig"), "toolConfig", "missing, but tools are in use")
    }

    private static func fields(_ message: JSONValue, _ name: String) -> [JSONValue] {
        message.list("content").compactMap { $0[name] }
    }

    private static func checkBlocks(
        _ message: JSONValue, at path: String, _ documents: inout Set<String>,
        _ checker: inout Checker
    ) {
        let isUser = message.text("role") == "user"
        for (index, block) in message.list("content").enumerated() {
            let place = "\(path).content[\(index)]"
            checker.check(block, isUser ? BedrockBlocks.user : BedrockBlocks.assistant, at: place)
            checker.checkUnion(block, at: place)
            guard let name = block["document"]?.text("name") else { continue }
            checker.expect(documents.insert(name).inserted, place, "two documents of one name")
        }
        let hasText = !fields(message, "text").isEmpty
        checker.expect(
            hasText || fields(message, "document").isEmpty, path, "document without a text block")
    }

    private static func checkResults(
        _ message: JSONValue, of previous: JSONValue?, at path: String, _ checker: inout Checker
    ) {
        let results = fields(message, "toolResult").compactMap { $0.text("toolUseId") }
        let served = Set(
            (previous.map { fields($0, "toolResult") } ?? []).compactMap { $0.text("toolUseId") })
        let calls = (previous.map { fields($0, "toolUse") } ?? []).compactMap {
            $0.text("toolUseId")
        }
        for id in calls where !results.contains(id) && !served.contains(id) {
            checker.report(path, "toolUse \(id) without toolResult")
        }
        for id in results where !calls.contains(id) {
            checker.report(path, "toolResult without toolUse \(id)")
        }
        checker.expect(
            Set(results).count == results.count, path, "second toolResult for one toolUse")
    }
}
