internal import JSON

/// The body of an `/api/chat` request; the server skips names it does not know.
enum OllamaRequest {
    private static let call = Shape.open([
        "function": .open(["name": .nonEmpty, "arguments": .object])
    ])

    private static let message = Shape.open(
        ["role": .word(["system", "user", "assistant", "tool"]), "content": .text],
        optional: [
            "images": .list(.string(.base64)), "thinking": .text, "tool_calls": .list(call),
            "tool_name": .nonEmpty, "tool_call_id": .text,
        ])

    private static let tool = Shape.open([
        "type": .constant("function"),
        "function": .open(
            ["name": .nonEmpty],
            optional: [
                "description": .text,
                "parameters": .open([:], optional: ["type": .any, "properties": .object]),
            ]),
    ])

    private static let options = Shape.open(
        [:],
        optional: [
            "temperature": .anyNumber, "num_predict": .anyInteger, "top_p": .anyNumber,
            "top_k": .anyInteger, "min_p": .anyNumber, "stop": .list(.text), "num_ctx": .positive,
            "seed": .anyInteger, "repeat_penalty": .anyNumber, "presence_penalty": .anyNumber,
            "frequency_penalty": .anyNumber,
        ], nulls: true)

    private static let shape = Shape.open(
        ["model": .nonEmpty, "messages": .filled(message)],
        optional: [
            "tools": .list(tool), "stream": .bool,
            "format": .either([.word(["json", ""]), .object]), "options": options,
            "think": .either([.bool, .word(["low", "medium", "high"])]),
            "keep_alive": .either([.text, .anyNumber]), "logprobs": .bool, "top_logprobs": .count,
        ], nulls: true)

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        checker.check(request, shape, at: "")
        checkTurns(request.list("messages"), &checker)
    }

    /// Results have no ids: each stands behind the calls it answers, with the name of the tool.
    private static func checkTurns(_ messages: [JSONValue], _ checker: inout Checker) {
        var open: [String] = []
        for (index, message) in messages.enumerated() {
            let path = "messages[\(index)]"
            guard message.text("role") == "tool" else {
                checker.expect(open.isEmpty, path, "a call is not followed by its tool message")
                open = message.list("tool_calls").compactMap { $0["function"]?.text("name") }
                continue
            }
            guard let name = message.text("tool_name") else {
                checker.expect(!open.isEmpty, path, "tool message without a call before it")
                open = Array(open.dropFirst())
                continue
            }
            let match = open.firstIndex(of: name)
            checker.expect(match != nil, path, "tool message without a call of \(name) before it")
            if let match { open.remove(at: match) }
        }
        checker.expect(open.isEmpty, "messages", "a call is not followed by its tool message")
    }
}
