internal import JSON

/// The messages of a chat request, one by one.
enum OpenAIChatMessages {
    static let name = StringRule.identifier(1...64)

    private static let call = Shape.tagged(
        "type",
        [
            "function": .record([
                "id": .string(.length(1...40)), "type": .constant("function"),
                "function": .record(["name": .string(name), "arguments": .nonEmpty]),
            ]),
            "custom": .record([
                "id": .string(.length(1...40)), "type": .constant("custom"),
                "custom": .record(["name": .string(name), "input": .text]),
            ]),
        ])

    private static let system = Shape.record(
        [
            "role": .word(["system", "developer"]),
            "content": .either([.text, OpenAIChatContent.textParts]),
        ],
        optional: ["name": .nonEmpty])

    private static let user = Shape.record(
        ["role": .constant("user"), "content": .either([.text, OpenAIChatContent.userParts])],
        optional: ["name": .nonEmpty])

    private static let assistant = Shape.record(
        ["role": .constant("assistant")],
        optional: [
            "content": .either([.text, OpenAIChatContent.assistantParts]), "refusal": .text,
            "name": .nonEmpty, "audio": .record(["id": .nonEmpty]), "tool_calls": .filled(call),
            "function_call": .record(["name": .string(name), "arguments": .text]),
            "annotations": .list(.object),
        ], nulls: true)

    private static let tool = Shape.record([
        "role": .constant("tool"), "tool_call_id": .string(.length(1...40)),
        "content": .either([.text, OpenAIChatContent.textParts]),
    ])

    private static let function = Shape.record([
        "role": .constant("function"), "name": .string(name), "content": .textOrNull,
    ])

    static let shape = Shape.filled(
        .tagged(
            "role",
            [
                "system": system, "developer": system, "user": user, "assistant": assistant,
                "tool": tool, "function": function,
            ]))
}
