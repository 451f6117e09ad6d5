internal import JSON

/// Tools and the choice among them in a responses request: flat, where chat nests.
enum OpenAIResponsesTools {
    private static let name = Shape.string(.identifier(1...128))

    private static let format = Shape.tagged(
        "type",
        [
            "text": .record(["type": .any]),
            "grammar": .record([
                "type": .any, "syntax": .word(["lark", "regex"]), "definition": .nonEmpty,
            ]),
        ])

    private static let own: [String: Shape] = [
        "function": .record(
            ["type": .any, "name": name],
            optional: [
                "description": .text, "parameters": .object, "strict": .bool,
                "defer_loading": .bool, "allowed_callers": .list(.text),
            ], nulls: true),
        "custom": .record(
            ["type": .any, "name": name],
            optional: ["description": .text, "format": format, "defer_loading": .bool]),
        "namespace": .open([
            "type": .any, "name": name,
            "tools": .filled(.open(["type": .word(["function", "custom"]), "name": name])),
        ]),
    ]

    static let hosted = [
        "web_search", "web_search_2025_08_26", "web_search_preview",
        "web_search_preview_2025_03_11", "file_search", "code_interpreter", "image_generation",
        "computer", "computer_use_preview", "mcp", "local_shell", "shell", "apply_patch",
        "tool_search", "programmatic_tool_calling",
    ]

    static let shape = Shape.list(
        .tagged(
            "type",
            [own, hosted.reduce(into: [:]) { $0[$1] = .open(["type": .any]) }].joined()))

    private static let named: [String: Shape] = [
        "function": .record(["type": .any, "name": name], optional: ["namespace": .nonEmpty]),
        "custom": .record(["type": .any, "name": name], optional: ["namespace": .nonEmpty]),
        "mcp": .record(["type": .any, "server_label": .nonEmpty], optional: ["name": .text]),
    ]

    private static let choosable: [String: Shape] = hosted.filter { $0 != "mcp" }
        .reduce(into: named) { $0[$1] = .record(["type": .any]) }

    static let choice = Shape.either([
        .word(["none", "auto", "required"]),
        .tagged(
            "type",
            choosable.merging([
                "allowed_tools": .record([
                    "type": .any, "mode": .word(["auto", "required"]),
                    "tools": .filled(.tagged("type", choosable)),
                ])
            ]) { old, _ in old }),
    ])

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let tools = declared(request)
        if tools.isEmpty, let choice = request["tool_choice"] {
            let isHarmless = choice.string == "auto" || choice.string == "none"
            checker.expect(isHarmless || choice.isNull, "tool_choice", "only with tools")
        }
        checkChoice(request, Set(tools.compactMap { $0.text("name") }), &checker)
        for (index, tool) in request.list("tools").enumerated() {
            guard tool.text("type") == "function" else { continue }
            check(tool, at: "tools[\(index)]", &checker)
        }
    }

    private static func declared(_ request: JSONValue) -> [JSONValue] {
        request.list("tools") + request.list("input").flatMap { $0.list("tools") }
    }

    private static func check(_ tool: JSONValue, at path: String, _ checker: inout Checker) {
        guard let schema = tool["parameters"], !schema.isNull else { return }
        let place = "\(path).parameters"
        checker.expect(schema.text("type") == "object", place, "root must be of type object")
        if tool["strict"]?.bool == true { StrictSchema.check(schema, at: place, &checker) }
        if !tool.has("strict") {
            checker.expect(
                StrictSchema.isStrict(schema), "\(path).strict",
                "missing, so it is true, but the schema is not strict")
        }
    }

    private static func checkChoice(
        _ request: JSONValue, _ names: Set<String>, _ checker: inout Checker
    ) {
        guard let choice = request["tool_choice"], choice.kind == .object else { return }
        for tool in [choice] + choice.list("tools") {
            guard let name = tool.text("name"), tool.text("type") != "mcp" else { continue }
            checker.expect(names.contains(name), "tool_choice", "\(name) is not among the tools")
        }
    }
}
