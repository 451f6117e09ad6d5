internal import JSON

/// The tools of a Responses request, and the choice among them.
struct ResponsesTools {
    typealias Node = JSONReader.Node

    private let request: ResponsesReader

    /// Tools of a request whose shape has been checked.
    init(_ request: ResponsesReader) {
        self.request = request
    }

    /// Checks the tools, and notes which may be called.
    func read(into prompt: inout PromptRequest) throws(ProviderError) {
        let root = request.root
        var offered: [OfferedTool] = []
        var hasAny = false
        let making = ToolReading(reader: request.reader, request: prompt)
        for (tool, path) in all() {
            hasAny = true
            offered += try tools(tool, at: path, by: making)
        }
        if let choice = request.member("tool_choice", of: root) {
            try choose(choice, hasAny: hasAny, among: &offered)
        }
        prompt.tools = offered
    }

    /// The tools of the field, and those that items of the input bring along.
    private func all() -> [(Node, String)] {
        let root = request.root
        var found = request.elements("tools", of: root).enumerated()
            .map { ($1, "tools[\($0)]") }
        for (index, item) in request.elements("input", of: root).enumerated()
        where request.string("type", of: item) == "additional_tools" {
            found += request.elements("tools", of: item).enumerated()
                .map { ($1, "input[\(index)].tools[\($0)]") }
        }
        return found
    }

    private func tools(
        _ tool: Node, at path: String, by making: ToolReading, in namespace: String? = nil
    ) throws(ProviderError) -> [OfferedTool] {
        let name = request.string("name", of: tool) ?? ""
        switch request.string("type", of: tool) {
        case "function":
            let schema = request.member("parameters", of: tool)
            try check(schema, of: tool, named: name, at: path)
            return [
                making.tool(named: name, kind: .function, schema: schema, namespace: namespace)
            ]
        case "custom":
            return [making.tool(named: name, kind: .custom, schema: nil, namespace: namespace)]
        case "local_shell":
            return [making.tool(named: "local_shell", kind: .localShell, schema: nil)]
        case "shell": return [making.tool(named: "shell", kind: .shell, schema: nil)]
        case "namespace":
            var inner: [OfferedTool] = []
            for (index, member) in request.elements("tools", of: tool).enumerated() {
                inner += try tools(
                    member, at: "\(path).tools[\(index)]", by: making, in: name)
            }
            return inner
        default: return []
        }
    }

    private func check(
        _ schema: Node?, of tool: Node, named name: String, at path: String
    ) throws(ProviderError) {
        guard let schema else { return }
        let type = request.string("type", of: schema)
        guard type == "object" else {
            throw .invalid(
                "Invalid schema for function '\(name)': schema must be a JSON Schema of 'type: "
                    + "\"object\"', got 'type: \"\(type ?? "None")\"'.", "\(path).parameters",
                code: "invalid_function_parameters")
        }
        guard request.flag("strict", of: tool) else { return }
        try StrictSchema(request).check(
            schema, of: "function '\(name)'", at: "\(path).parameters")
    }

    /// Checks the choice, and leaves only the tools that it lets be called.
    private func choose(
        _ choice: Node, hasAny: Bool, among tools: inout [OfferedTool]
    ) throws(ProviderError) {
        if let word = request.reader.string(choice) {
            guard ["none", "auto", "required"].contains(word) else {
                throw .wrongValue("tool_choice", word, "'none', 'auto', and 'required'")
            }
            if word == "required", !hasAny { throw Self.withoutTools }
            if word == "none" { tools = [] }
            return
        }
        guard hasAny else { throw Self.withoutTools }
        switch request.string("type", of: choice) {
        case "function", "custom":
            let name = request.string("name", of: choice) ?? ""
            tools = tools.filter { $0.name == name }
            guard !tools.isEmpty else {
                throw .invalid(
                    "Tool choice '\(name)' not found in 'tools' parameter.", "tool_choice")
            }
        case "allowed_tools":
            let names = Set(
                request.elements("tools", of: choice).compactMap { request.string("name", of: $0) })
            tools = tools.filter { names.contains($0.name) }
        default: break
        }
    }

    private static let withoutTools = ProviderError.invalid(
        "Tool choice must be specified with 'tools' parameter.", "tool_choice")
}
