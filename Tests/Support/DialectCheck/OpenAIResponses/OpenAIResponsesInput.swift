internal import JSON

/// The items of the input, one by one.
enum OpenAIResponsesInput {
    private static let status = Shape.word(["in_progress", "completed", "incomplete"])
    private static let name = Shape.string(.identifier(1...128))
    private static let call = Shape.string(OpenAIResponsesIds.call)

    private static func id(_ type: String) -> Shape { .string(OpenAIResponsesIds.rule(type)) }

    private static let said = Shape.record(
        [
            "role": .constant("assistant"),
            "content": .either([.text, OpenAIResponsesParts.assistant]),
        ],
        optional: [
            "type": .any, "id": id("message"), "status": status,
            "phase": .word(["commentary", "final_answer"]),
        ], nulls: true)

    private static let asked = Shape.record(
        ["role": .any, "content": .either([.text, OpenAIResponsesParts.user])],
        optional: ["type": .any, "id": id("message"), "status": status], nulls: true)

    private static let message = Shape.tagged(
        "role", ["assistant": said, "user": asked, "system": asked, "developer": asked])

    private static let outputs = Shape.either([
        .string(.length(0...10_485_760)), .list(.tagged("type", OpenAIResponsesParts.input)),
    ])

    private static let functions: [String: Shape] = [
        "function_call": .record(
            ["type": .any, "call_id": call, "name": name, "arguments": .text],
            optional: [
                "id": id("function_call"), "status": status, "namespace": .nonEmpty,
                "caller": .object,
            ], nulls: true),
        "function_call_output": .record(
            ["type": .any, "call_id": call, "output": outputs],
            optional: [
                "id": id("function_call_output"), "status": status, "name": .text,
                "caller": .object,
            ], nulls: true),
        "custom_tool_call": .record(
            ["type": .any, "call_id": call, "name": name, "input": .text],
            optional: [
                "id": id("custom_tool_call"), "status": status, "namespace": .nonEmpty,
                "caller": .object,
            ], nulls: true),
        "custom_tool_call_output": .record(
            ["type": .any, "call_id": call, "output": outputs],
            optional: ["id": id("custom_tool_call_output"), "status": status, "caller": .object],
            nulls: true),
    ]

    private static let reasoning = Shape.record(
        ["type": .any, "id": id("reasoning"), "summary": .list(OpenAIResponsesParts.summary)],
        optional: [
            "content": .list(OpenAIResponsesParts.thought), "encrypted_content": .nonEmpty,
            "status": status,
        ], nulls: true)

    /// Items of hosted tools: their content is the provider's own.
    private static let hosted = [
        "local_shell_call", "local_shell_call_output", "shell_call", "shell_call_output",
        "apply_patch_call", "apply_patch_call_output", "web_search_call", "file_search_call",
        "code_interpreter_call", "image_generation_call", "computer_call", "computer_call_output",
        "mcp_list_tools", "mcp_call", "mcp_approval_request", "mcp_approval_response",
        "tool_search_call", "tool_search_output", "compaction", "compaction_trigger",
        "item_reference", "program", "program_output",
    ].reduce(into: [String: Shape]()) { $0[$1] = .open(["type": .any], optional: ["id": id($1)]) }

    private static let items: [String: Shape] = [
        functions, hosted,
        [
            "message": message, "reasoning": reasoning,
            "additional_tools": .open(["type": .any, "tools": OpenAIResponsesTools.shape]),
        ],
    ].joined()

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        guard let input = request["input"], let items = input.array else { return }
        checker.expect(!items.isEmpty, "input", "must not be empty")
        for (index, item) in items.enumerated() {
            let isMessage = item["type"] == nil && item["role"] != nil
            let shape = isMessage ? message : Shape.tagged("type", self.items)
            checker.check(item, shape, at: "input[\(index)]")
        }
        OpenAIResponsesTurns.check(request, items, &checker)
    }
}
