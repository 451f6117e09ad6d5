internal import JSON

/// Tools and the choice among them in a chat request.
enum OpenAIChatTools {
    private static let grammar = Shape.record([
        "syntax": .word(["lark", "regex"]), "definition": .nonEmpty,
    ])

    private static let customFormat = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any]),
            "grammar": .record(["type": .any, "grammar": grammar]),
        ])

    static let shape = Shape.filled(
        .tagged(
            "type",
            [
                "function": .record([
                    "type": .any,
                    "function": .record(
                        ["name": .string(OpenAIChatMessages.name)],
                        optional: ["description": .text, "parameters": .object, "strict": .bool],
                        nulls: true),
                ]),
                "custom": .record([
                    "type": .any,
                    "custom": .record(
                        ["name": .string(OpenAIChatMessages.name)],
                        optional: ["description": .text, "format": customFormat]),
                ]),
            ]))

    private static let named = Shape.record(["name": .string(OpenAIChatMessages.name)])

    private static let one: [String: Shape] = [
        "function": .record(["type": .any, "function": named]),
        "custom": .record(["type": .any, "custom": named]),
    ]

    private static let allowed = Shape.record([
        "type": .any,
        "allowed_tools": .record([
            "mode": .word(["auto", "required"]), "tools": .filled(.tagged("type", one)),
        ]),
    ])

    static let choice = Shape.either([
        .word(["none", "auto", "required"]),
        .tagged("type", one.merging(["allowed_tools": allowed]) { old, _ in old }),
    ])

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let tools = request.list("tools")
        if tools.isEmpty {
            for name in ["tool_choice", "parallel_tool_calls"] where request.has(name) {
                checker.report(name, "only with tools")
            }
        }
        let names = Set(tools.compactMap(name))
        checkChoice(request, names, &checker)
        for (index, tool) in tools.enumerated() {
            let path = "tools[\(index)].function.parameters"
            guard let schema = tool["function"]?["parameters"], !schema.isNull else { continue }
            checker.expect(schema.text("type") == "object", path, "root must be of type object")
            if tool["function"]?["strict"]?.bool == true {
                StrictSchema.check(schema, at: path, &checker)
            }
        }
    }

    static func name(_ tool: JSONValue) -> String? {
        tool["function"]?.text("name") ?? tool["custom"]?.text("name")
    }

    private static func checkChoice(
        _ request: JSONValue, _ names: Set<String>, _ checker: inout Checker
    ) {
        guard let choice = request["tool_choice"], choice.kind == .object else { return }
        let chosen = [choice] + (choice["allowed_tools"]?.list("tools") ?? [])
        for name in chosen.compactMap(name) {
            checker.expect(names.contains(name), "tool_choice", "\(name) is not among the tools")
        }
    }
}
