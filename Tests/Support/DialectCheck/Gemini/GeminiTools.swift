internal import JSON

/// Tools and the choice among them.
enum GeminiTools {
    private static let declaration = Shape.record(
        ["name": .string(GeminiParts.name)],
        optional: [
            "description": .text, "parameters": .object, "parametersJsonSchema": .object,
            "response": .object, "responseJsonSchema": .object, "behavior": .text,
        ])

    static let builtIn = [
        "googleSearch", "googleSearchRetrieval", "codeExecution", "urlContext", "googleMaps",
        "fileSearch", "computerUse", "enterpriseWebSearch",
    ]

    static let shape = Shape.list(
        .record(
            [:],
            optional: builtIn.reduce(into: ["functionDeclarations": .filled(declaration)]) {
                $0[$1] = .object
            }, nulls: true))

    static let config = Shape.record(
        [:],
        optional: [
            "functionCallingConfig": .record(
                [:],
                optional: [
                    "mode": .word(["AUTO", "ANY", "NONE", "VALIDATED"]),
                    "allowedFunctionNames": .filled(.text), "streamFunctionCallArguments": .bool,
                ]),
            "retrievalConfig": .object, "includeServerSideToolInvocations": .bool,
        ])

    static func check(_ request: JSONValue, model: String?, _ checker: inout Checker) {
        var names: [String] = []
        for (group, tool) in request.list("tools").enumerated() {
            for (index, declared) in tool.list("functionDeclarations").enumerated() {
                let path = "tools[\(group)].functionDeclarations[\(index)]"
                names.append(declared.text("name") ?? "")
                check(declared, at: path, &checker)
            }
        }
        checker.expect(Set(names).count == names.count, "tools", "duplicate function names")
        checkChoice(request, names, &checker)
        let hasBuiltIn = request.list("tools").contains { tool in builtIn.contains(where: tool.has)
        }
        let isOld = ["gemini-1", "gemini-2"].contains { model?.contains($0) ?? false }
        checker.expect(
            !(isOld && hasBuiltIn && !names.isEmpty), "tools",
            "built-in tools and functions together")
    }

    private static func check(_ declared: JSONValue, at path: String, _ checker: inout Checker) {
        let both = declared.has("parameters") && declared.has("parametersJsonSchema")
        checker.expect(!both, path, "parameters and parametersJsonSchema together")
        if let schema = declared["parameters"] {
            let place = "\(path).parameters"
            let isObject = schema.text("type")?.lowercased() == "object"
            checker.expect(
                isObject || schema["type"]?.int == GeminiSchema.objectType, place,
                "root must be of type object")
            let isEmpty = schema["properties"].map { $0.count == 0 } ?? true
            checker.expect(!isEmpty, place, "object schema without properties")
            GeminiSchema.checkOpenAPI(schema, at: place, &checker)
        }
        if let schema = declared["parametersJsonSchema"] {
            GeminiSchema.checkJSONSchema(schema, at: "\(path).parametersJsonSchema", &checker)
        }
    }

    private static func checkChoice(
        _ request: JSONValue, _ names: [String], _ checker: inout Checker
    ) {
        guard let config = request["toolConfig"]?["functionCallingConfig"],
            config.has("allowedFunctionNames")
        else { return }
        let path = "toolConfig.functionCallingConfig.allowedFunctionNames"
        let mode = config.text("mode") ?? "AUTO"
        checker.expect(
            mode == "ANY" || mode == "VALIDATED", path, "only with the modes ANY and VALIDATED")
        for name in config.list("allowedFunctionNames").compactMap(\.string)
        where !names.contains(name) {
            checker.report(path, "\(name) is not declared")
        }
    }
}
