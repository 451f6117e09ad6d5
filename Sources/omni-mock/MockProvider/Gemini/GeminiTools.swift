/// The tools of a Gemini request, and the mode in which they are called.
struct GeminiTools {
    private let request: GeminiReader
    /// Whether the model takes functions together with Google's own tools.
    private let mixes: Bool

    /// Tools of a request whose shape has been checked.
    init(_ request: GeminiReader, mixes: Bool) {
        self.request = request
        self.mixes = mixes
    }

    /// Checks the tools, and notes which may be called.
    func read(_ node: JSONReader.Node, into prompt: inout PromptRequest) throws(ProviderError) {
        var offered: [OfferedTool] = []
        var hasOwn = false
        let making = ToolReading(reader: request.reader, request: prompt)
        for (group, tools) in request.elements("tools", of: node).enumerated() {
            let declarations = request.elements("functionDeclarations", of: tools)
            if declarations.isEmpty, request.reader.count(tools) > 0 { hasOwn = true }
            for (index, declaration) in declarations.enumerated() {
                let path = "tools[\(group)].function_declarations[\(index)]"
                let tool = try self.tool(declaration, at: path, by: making)
                guard !offered.contains(where: { $0.name == tool.name }) else {
                    throw .invalid("Duplicate function declaration found: \(tool.name)")
                }
                offered.append(tool)
            }
        }
        if hasOwn, !offered.isEmpty, !mixes {
            throw .invalid("Tool use with function calling is unsupported")
        }
        if let config = request.member("toolConfig", of: node)
            .flatMap({ request.member("functionCallingConfig", of: $0) })
        {
            try choose(config, among: &offered)
        }
        prompt.tools = offered
    }

    private func tool(
        _ declaration: JSONReader.Node, at path: String, by making: ToolReading
    ) throws(ProviderError) -> OfferedTool {
        let parameters = request.member("parameters", of: declaration)
        let jsonSchema = request.member("parametersJsonSchema", of: declaration)
        guard parameters == nil || jsonSchema == nil else {
            throw .invalid(
                "\(path): only one of parameters and parameters_json_schema can be set.")
        }
        if let parameters {
            try GeminiSchema(request).check(parameters, at: "\(path).parameters")
        }
        return making.tool(
            named: request.string("name", of: declaration) ?? "", kind: .function,
            schema: parameters ?? jsonSchema)
    }

    private func choose(
        _ config: JSONReader.Node, among tools: inout [OfferedTool]
    ) throws(ProviderError) {
        let mode = request.string("mode", of: config) ?? "AUTO"
        let allowed = request.elements("allowedFunctionNames", of: config)
            .compactMap { request.reader.string($0) }
        if !allowed.isEmpty {
            guard mode == "ANY" || mode == "VALIDATED" else {
                throw .invalid(
                    "Function calling config: allowed_function_names can only be set when the "
                        + "function calling mode is ANY or VALIDATED.")
            }
            let names = Set(tools.map(\.name))
            if let unknown = allowed.first(where: { !names.contains($0) }) {
                throw .invalid("Allowed function name \(unknown) is not declared.")
            }
            tools = tools.filter { allowed.contains($0.name) }
        }
        if mode == "ANY", tools.isEmpty {
            throw .invalid("Function calling mode ANY needs function declarations.")
        }
        if mode == "NONE" { tools = [] }
    }
}
