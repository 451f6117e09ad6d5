internal import JSON

/// The body of a Converse request; the model stands in the path.
enum BedrockRequest {
    private static let inference = Shape.record(
        [:],
        optional: [
            "maxTokens": .positive, "temperature": .number(0...1), "topP": .number(0...1),
            "stopSequences": .array(.nonEmpty, 0...2500),
        ])

    private static let tool = Shape.record(
        [:],
        optional: [
            "toolSpec": .record(
                [
                    "name": .string(BedrockBlocks.id),
                    "inputSchema": .record(["json": .object]),
                ], optional: ["description": .nonEmpty, "strict": .bool]),
            "cachePoint": BedrockBlocks.cachePoint, "systemTool": .record(["name": .nonEmpty]),
        ])

    private static let choice = Shape.record(
        [:],
        optional: [
            "auto": .record([:]), "any": .record([:]),
            "tool": .record(["name": .string(BedrockBlocks.id)]),
        ])

    private static let message = Shape.record([
        "role": .word(["user", "assistant"]), "content": .filled(.object),
    ])

    private static let shape = Shape.record(
        ["messages": .filled(message)],
        optional: [
            "system": .list(BedrockBlocks.system), "inferenceConfig": inference,
            "toolConfig": .record(["tools": .filled(tool)], optional: ["toolChoice": choice]),
            "additionalModelRequestFields": .object,
            "additionalModelResponseFieldPaths": .list(.text), "guardrailConfig": .object,
            "performanceConfig": .object, "serviceTier": .object, "requestMetadata": .object,
            "outputConfig": .object, "promptVariables": .object,
        ])

    static func check(_ request: JSONValue, _ checker: inout Checker) {
        checker.check(request, shape, at: "")
        checkUnions(request, &checker)
        checkTools(request, &checker)
        BedrockTurns.check(request, &checker)
    }

    private static func checkUnions(_ request: JSONValue, _ checker: inout Checker) {
        for (index, block) in request.list("system").enumerated() {
            checker.checkUnion(block, at: "system[\(index)]")
        }
        let tools = request["toolConfig"]
        for (index, tool) in (tools?.list("tools") ?? []).enumerated() {
            checker.checkUnion(tool, at: "toolConfig.tools[\(index)]")
        }
        if let choice = tools?["toolChoice"] {
            checker.checkUnion(choice, at: "toolConfig.toolChoice")
        }
    }

    private static func checkTools(_ request: JSONValue, _ checker: inout Checker) {
        guard let config = request["toolConfig"] else { return }
        let specs = config.list("tools").compactMap { $0["toolSpec"] }
        let names = specs.compactMap { $0.text("name") }
        checker.expect(Set(names).count == names.count, "toolConfig.tools", "duplicate tool names")
        if let name = config["toolChoice"]?["tool"]?.text("name") {
            checker.expect(
                names.contains(name), "toolConfig.toolChoice", "\(name) is not among the tools")
        }
        for spec in specs {
            checker.expect(
                spec["inputSchema"]?["json"]?.text("type") == "object", "toolConfig.tools",
                "root of the schema must be of type object")
        }
    }
}

extension Checker {
    /// A union holds exactly one member.
    mutating func checkUnion(_ value: JSONValue, at path: String) {
        expect(value.count == 1, path, "\(value.count) members in a union")
    }
}
