internal import JSON

/// Rules over several items of the input.
enum OpenAIResponsesTurns {
    static func check(_ request: JSONValue, _ items: [JSONValue], _ checker: inout Checker) {
        let isContinued = request.has("previous_response_id") || request.has("conversation")
        checkPairs(items, isContinued: isContinued, &checker)
        checkIds(items, &checker)
        checkReasoning(items, isStored: request["store"]?.bool ?? true, &checker)
        checkParts(items, &checker)
    }

    private static func checkPairs(
        _ items: [JSONValue], isContinued: Bool, _ checker: inout Checker
    ) {
        var open: [String: String] = [:]
        var seen: Set<String> = []
        for (index, item) in items.enumerated() {
            let path = "input[\(index)]"
            guard let type = item.text("type"), let id = item.text("call_id") else { continue }
            if type.hasSuffix("_call") {
                checker.expect(seen.insert(id).inserted, path, "second call of one call_id")
                open[id] = path
            } else if type.hasSuffix("_call_output"), open.removeValue(forKey: id) == nil {
                let isOrphan = seen.contains(id) || !isContinued
                checker.expect(!isOrphan, path, "output without an unanswered call \(id)")
            }
        }
        for (id, path) in open.sorted(by: { $0.value < $1.value }) {
            checker.report(path, "no output for call \(id)")
        }
    }

    private static func checkIds(_ items: [JSONValue], _ checker: inout Checker) {
        var seen: Set<String> = []
        for (index, item) in items.enumerated() {
            guard let id = item.text("id") else { continue }
            checker.expect(seen.insert(id).inserted, "input[\(index)].id", "duplicate item id")
        }
    }

    private static func checkReasoning(
        _ items: [JSONValue], isStored: Bool, _ checker: inout Checker
    ) {
        for (index, item) in items.enumerated() where item.text("type") == "reasoning" {
            let path = "input[\(index)]"
            if !isStored {
                checker.expect(
                    item.has("encrypted_content"), path,
                    "reasoning that is not stored needs encrypted_content")
            }
            let next = items.dropFirst(index + 1).first
            checker.expect(
                next.map(canFollow) ?? false, path, "reasoning without its following item")
        }
    }

    /// Whether an item is something the model made right after it reasoned.
    private static func canFollow(_ item: JSONValue) -> Bool {
        let type = item.text("type") ?? "message"
        if type == "message" { return item.text("role") == "assistant" }
        return type == "reasoning" || type.hasSuffix("_call") || type == "program"
    }

    private static func checkParts(_ items: [JSONValue], _ checker: inout Checker) {
        for (index, item) in items.enumerated() {
            for name in ["content", "output"] {
                for (place, part) in item.list(name).enumerated() {
                    check(part: part, at: "input[\(index)].\(name)[\(place)]", &checker)
                }
            }
        }
    }

    private static func check(part: JSONValue, at path: String, _ checker: inout Checker) {
        switch part.text("type") {
        case "input_image":
            checker.expect(
                part.has("image_url") || part.has("file_id"), path, "needs image_url or file_id")
        case "input_file":
            let isWhole =
                part.has("file_id") || part.has("file_url")
                || (part.has("file_data") && part.has("filename"))
            checker.expect(isWhole, path, "needs file_id, file_url, or filename and file_data")
        default: break
        }
    }
}
