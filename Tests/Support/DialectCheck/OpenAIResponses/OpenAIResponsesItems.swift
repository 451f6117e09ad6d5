internal import JSON

/// The items of an answer.
enum OpenAIResponsesItems {
    private static let status = Shape.word(["in_progress", "completed", "incomplete"])

    private static func id(_ type: String) -> Shape { .string(OpenAIResponsesIds.rule(type)) }

    private static let own: [String: Shape] = [
        "message": .record(
            [
                "type": .any, "id": id("message"), "role": .constant("assistant"),
                "status": status, "content": .list(OpenAIResponsesParts.output),
            ], optional: ["phase": .orNull(.word(["commentary", "final_answer"]))]),
        "reasoning": .record(
            ["type": .any, "id": id("reasoning"), "summary": .list(OpenAIResponsesParts.summary)],
            optional: [
                "content": .orNull(.list(OpenAIResponsesParts.thought)),
                "encrypted_content": .textOrNull, "status": .orNull(status),
            ]),
        "function_call": .record(
            [
                "type": .any, "id": id("function_call"), "status": status,
                "call_id": .string(OpenAIResponsesIds.call), "name": .nonEmpty, "arguments": .text,
            ], optional: ["namespace": .nonEmpty, "caller": .object]),
        "custom_tool_call": .record(
            [
                "type": .any, "id": id("custom_tool_call"),
                "call_id": .string(OpenAIResponsesIds.call), "name": .nonEmpty, "input": .text,
            ], optional: ["status": status, "namespace": .nonEmpty, "caller": .object]),
        "web_search_call": .open(["type": .any, "id": id("web_search_call"), "status": .nonEmpty]),
        "compaction": .open(["type": .any, "id": .nonEmpty, "encrypted_content": .nonEmpty]),
    ]

    private static let hosted = [
        "file_search_call", "code_interpreter_call", "image_generation_call", "computer_call",
        "mcp_call", "mcp_list_tools", "mcp_approval_request", "local_shell_call", "shell_call",
        "shell_call_output", "apply_patch_call", "tool_search_call", "tool_search_output",
        "program", "program_output",
    ].reduce(into: [String: Shape]()) { $0[$1] = .open(["type": .any, "id": .nonEmpty]) }

    static let shape = Shape.tagged("type", [own, hosted].joined())

    /// Checks what must hold of a finished item.
    static func checkDone(_ item: JSONValue, at path: String, _ checker: inout Checker) {
        let type = item.text("type") ?? ""
        guard own[type] != nil else { return }
        checker.expect(item.text("status") != "in_progress", path, "finished but in_progress")
        guard type == "function_call", item.text("status") == "completed" else { return }
        checker.expect(
            JSONText.isObject(item.text("arguments") ?? ""), path,
            "arguments are not the text of a JSON object")
    }
}
