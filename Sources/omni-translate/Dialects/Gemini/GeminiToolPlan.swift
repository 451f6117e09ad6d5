internal import IPC
internal import JSON

/// The tools of a request as a provider of this dialect gets them (facts: gemini, section 5; translation-matrix,
/// section 3).
struct GeminiToolPlan {
    /// JSON texts of the functions' declarations.
    private(set) var functions: [RawJSON] = []
    /// Groups of the provider's own tools.
    private(set) var builtins: [RawJSON] = []
    private(set) var choice: ToolChoice?
    private(set) var names = ToolNames()
    /// For the answer.
    private(set) var customTools: Set<String> = []
    private(set) var namespaces: [String: QualifiedName] = [:]
    private(set) var builtinTools: [String: String] = [:]

    private let model: GeminiModel
    private let profile: GeminiProfile
    /// Names that are declared, as the provider sees them.
    private var declared: Set<String> = []

    init(
        _ request: ModelRequest, _ model: GeminiModel, _ profile: GeminiProfile,
        _ report: inout LossReport
    ) throws(GatewayError) {
        self.model = model
        self.profile = profile
        names = ToolNames(names: Self.allNames(request), .gemini)
        for tool in request.tools { try add(tool, request.toolChoice, &report) }
        if !model.mixesTools, !functions.isEmpty, !builtins.isEmpty {
            builtins = []
            try report.lose(.mixedTools)
        }
        try settle(request.toolChoice, &report)
    }

    /// Nothing is left to declare.
    var isEmpty: Bool { functions.isEmpty && builtins.isEmpty }

    /// What the provider calls a tool of the client.
    func name(_ name: String, namespace: String?) -> String {
        names.provider(Self.qualified(name, namespace))
    }

    // MARK: Names

    private static func qualified(_ name: String, _ namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    private static func allNames(_ request: ModelRequest) -> Set<String> {
        var names: Set<String> = []
        for tool in request.tools {
            if case .builtin = tool.kind, tool.parameters == nil { continue }
            names.insert(qualified(tool.name, tool.namespace))
        }
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                names.insert(qualified(call.name, call.namespace))
            }
        }
        return names
    }

    // MARK: Declarations

    private mutating func add(
        _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        switch tool.kind {
        case .function: declare(tool)
        case .custom(let format): try declareCustom(tool, format, &report)
        case .builtin(let kind): try addBuiltin(tool, kind, choice, &report)
        }
    }

    private mutating func declare(_ tool: Tool) {
        let name = name(tool.name, namespace: tool.namespace)
        guard declared.insert(name).inserted else { return }
        if let namespace = tool.namespace {
            namespaces[name] = QualifiedName(namespace: namespace, name: tool.name)
        }
        if let original = own(tool), name == tool.name { return functions.append(original) }
        functions.append(function(tool, name: name))
    }

    private mutating func declareCustom(
        _ tool: Tool, _ format: RawJSON?, _ report: inout LossReport
    ) throws(GatewayError) {
        var function = tool
        function.description = Self.customDescription(tool.description, format)
        function.parameters = Self.freeText
        function.original = nil
        customTools.insert(tool.name)
        try report.lose(.customTool)
        declare(function)
    }

    private static let freeText = RawJSON(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#)

    /// The grammar of the free text, as far as words can say it.
    private static func customDescription(_ description: String?, _ format: RawJSON?) -> String {
        var parts = [description ?? "", "Put the whole free-form text into \"input\"."]
        if let format, let document = try? JSONDocument(format.bytes) {
            let definition =
                document["definition"]?.string ?? document["grammar"]?["definition"]?.string
            if let definition { parts.append("It must follow this grammar:\n\(definition)") }
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    private mutating func addBuiltin(
        _ tool: Tool, _ kind: BuiltinTool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        if let original = own(tool) {
            if declared.insert(tool.name).inserted { builtins.append(original) }
            return
        }
        switch kind {
        case .webSearch(let search):
            guard declared.insert(model.webSearch).inserted else { return }
            builtins.append(group(search))
        case .codeExecution: try leaveOut(.codeExecution, tool, choice, &report)
        case .other(let type):
            // Tools that the client runs itself can be told in words.
            guard tool.parameters != nil else {
                return try leaveOut(.builtinTool, tool, choice, &report)
            }
            builtinTools[tool.name] = type
            declare(tool)
        }
    }

    private func leaveOut(
        _ feature: Feature, _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        try report.lose(choice == .tool(tool.name) ? .forcedBuiltinTool : feature)
    }

    private func own(_ tool: Tool) -> RawJSON? {
        guard let original = tool.original, original.dialect == .gemini else { return nil }
        return original.json
    }

    private func function(_ tool: Tool, name: String) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", name)
            if let text = tool.description, !text.isEmpty { writer.member("description", text) }
            guard let schema = GeminiSchemas.parameters(tool.parameters, model) else { return }
            writer.name(model.takesJSONSchema ? "parametersJsonSchema" : "parameters")
            writer.raw(schema.bytes)
        }
        return RawJSON(writer.take())
    }

    private func group(_ search: WebSearch) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name(text: model.webSearch)
            writer.object { writer in
                guard profile.excludesDomains, !search.blockedDomains.isEmpty else { return }
                writer.name("excludeDomains")
                writer.array { for domain in search.blockedDomains { $0.string(domain) } }
            }
        }
        return RawJSON(writer.take())
    }

    // MARK: Choice

    private mutating func settle(
        _ asked: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        guard let asked else { return }
        guard !functions.isEmpty else {
            if Self.isForced(asked), builtins.isEmpty { try report.lose(.droppedToolChoice) }
            return
        }
        switch asked {
        case .auto, ToolChoice.none, .required: choice = asked
        case .tool(let name):
            if let provider = providerName(of: name) {
                choice = .tool(provider)
            } else {
                choice = .auto
                try report.lose(.droppedToolChoice)
            }
        case .allowed(let names, let required):
            let known = names.compactMap(providerName)
            choice = known.isEmpty ? .auto : .allowed(known, required: required)
            if known.isEmpty { try report.lose(.droppedToolChoice) }
        }
    }

    private static func isForced(_ choice: ToolChoice) -> Bool {
        switch choice {
        case .required, .tool, .allowed(_, required: true): true
        case .auto, ToolChoice.none, .allowed: false
        }
    }

    /// The declared name of a function that the client named, with or without its namespace.
    private func providerName(of name: String) -> String? {
        let plain = names.provider(name)
        if declared.contains(plain) { return plain }
        return namespaces.first { $0.value.name == name }?.key
    }
}
