internal import JSON

/// Tools and the choice among them.
enum AnthropicTools {
    private static let custom = Shape.record(
        ["name": .string(AnthropicBlocks.name), "input_schema": .object],
        optional: [
            "type": .constant("custom"), "description": .text, "strict": .bool,
            "cache_control": AnthropicBlocks.cache, "defer_loading": .bool,
            "eager_input_streaming": .bool, "input_examples": .list(.object),
            "allowed_callers": .list(.text),
        ])

    private static let builtIn = Shape.open(["type": .nonEmpty, "name": .nonEmpty])

    private static let builtInPrefixes = [
        "bash_", "text_editor_", "computer_", "web_search_", "web_fetch_", "code_execution_",
        "memory_", "tool_search_tool_", "advisor_", "mcp_toolset",
    ]

    private static let combinators = ["anyOf", "oneOf", "allOf"]

    private static let parallel: [String: Shape] = ["disable_parallel_tool_use": .bool]

    static let choice = Shape.tagged(
        "type",
        [
            "auto": .record(["type": .any], optional: parallel),
            "any": .record(["type": .any], optional: parallel),
            "tool": .record(["type": .any, "name": .nonEmpty], optional: parallel),
            "none": .record(["type": .any]),
        ])

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        let tools = request.list("tools")
        for (index, tool) in tools.enumerated() { check(tool, at: "tools[\(index)]", &checker) }
        let names = tools.compactMap { $0.text("name") }
        checker.expect(Set(names).count == names.count, "tools", "tool names must be unique")
        if request.has("tool_choice") {
            checker.expect(!tools.isEmpty, "tool_choice", "only with tools")
        }
        if let name = request["tool_choice"]?.text("name") {
            checker.expect(names.contains(name), "tool_choice", "\(name) is not among the tools")
        }
        let isAllDeferred = tools.allSatisfy { $0["defer_loading"]?.bool == true }
        checker.expect(tools.isEmpty || !isAllDeferred, "tools", "every tool is deferred")
    }

    private static func check(_ tool: JSONValue, at path: String, _ checker: inout Checker) {
        if let type = tool.text("type"), type != "custom" {
            checker.expect(
                builtInPrefixes.contains { type.hasPrefix($0) }, "\(path).type",
                "\(type) is not known")
            return checker.check(tool, builtIn, at: path)
        }
        checker.check(tool, custom, at: path)
        guard let schema = tool["input_schema"] else { return }
        let place = "\(path).input_schema"
        checker.expect(schema.text("type") == "object", place, "root must be of type object")
        for name in combinators {
            checker.expect(schema[name] == nil, place, "\(name) at the root")
        }
    }
}
