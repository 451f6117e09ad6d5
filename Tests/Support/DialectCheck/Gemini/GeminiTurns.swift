internal import JSON

/// Rules over the contents of a request.
enum GeminiTurns {
    static func check(_ request: JSONValue, model: String?, _ checker: inout Checker) {
        let contents = request.list("contents")
        checker.expect(
            contents.first.map { !isModel($0) } ?? true, "contents[0]", "the first must be user")
        for (index, content) in contents.enumerated() {
            check(content, at: "contents[\(index)]", &checker)
            checkCalls(contents, index, &checker)
            checkResponses(contents, index, &checker)
        }
        if let model, model.contains("gemini-3") { checkSignatures(contents, &checker) }
    }

    private static func isModel(_ content: JSONValue) -> Bool { content.text("role") == "model" }

    private static func fields(_ content: JSONValue, _ name: String) -> [JSONValue] {
        content.list("parts").compactMap { $0[name] }
    }

    private static func check(_ content: JSONValue, at path: String, _ checker: inout Checker) {
        for (index, part) in content.list("parts").enumerated() {
            let place = "\(path).parts[\(index)]"
            GeminiParts.check(part, isModel: isModel(content), at: place, &checker)
            if part.has("functionCall") {
                checker.expect(isModel(content), place, "functionCall outside of a model turn")
            }
            if part.has("functionResponse") {
                checker.expect(!isModel(content), place, "functionResponse in a model turn")
            }
        }
    }

    private static func checkCalls(
        _ contents: [JSONValue], _ index: Int, _ checker: inout Checker
    ) {
        let calls = fields(contents[index], "functionCall")
        guard !calls.isEmpty else { return }
        let path = "contents[\(index)]"
        let isAfterUser = index > 0 && !isModel(contents[index - 1])
        checker.expect(isAfterUser, path, "functionCall not directly after a user turn")
        guard index + 1 < contents.count else {
            return checker.report(path, "functionCall without functionResponse")
        }
        let responses = fields(contents[index + 1], "functionResponse")
        checker.expect(
            responses.count == calls.count, path,
            "\(calls.count) functionCall parts, \(responses.count) functionResponse parts")
        checkPairs(calls, responses, at: "contents[\(index + 1)]", &checker)
    }

    private static func checkPairs(
        _ calls: [JSONValue], _ responses: [JSONValue], at path: String, _ checker: inout Checker
    ) {
        var open = calls
        for response in responses {
            let match = open.firstIndex { call in
                call.text("name") == response.text("name")
                    && (call.text("id") == response.text("id") || !response.has("id"))
            }
            if let match { open.remove(at: match) }
            checker.expect(
                match != nil, path,
                "functionResponse \(response.text("name") ?? "") matches no functionCall")
        }
    }

    private static func checkResponses(
        _ contents: [JSONValue], _ index: Int, _ checker: inout Checker
    ) {
        guard !fields(contents[index], "functionResponse").isEmpty else { return }
        let calls = index > 0 ? fields(contents[index - 1], "functionCall") : []
        checker.expect(
            !calls.isEmpty, "contents[\(index)]", "functionResponse without functionCall before it")
    }

    /// Gemini 3: the first call of every model turn since the last text of the user is signed.
    private static func checkSignatures(_ contents: [JSONValue], _ checker: inout Checker) {
        let start =
            contents.lastIndex { !isModel($0) && fields($0, "functionResponse").isEmpty } ?? 0
        for (index, content) in contents.enumerated() where index > start && isModel(content) {
            let first = content.list("parts").first { $0.has("functionCall") }
            checker.expect(
                first?.has("thoughtSignature") ?? true, "contents[\(index)]",
                "functionCall is missing a thought_signature")
        }
    }
}
