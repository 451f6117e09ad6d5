internal import IPC
internal import JSON

/// The tools of a request as a provider of this dialect gets them (facts: translation-matrix, section 3).
struct AnthropicToolPlan {
    /// Their JSON texts.
    private(set) var declarations: [RawJSON] = []
    var choice: ToolChoice?
    private(set) var names = ToolNames()
    /// For the answer.
    private(set) var customTools: Set<String> = []
    private(set) var namespaces: [String: QualifiedName] = [:]
    private(set) var builtinTools: [String: String] = [:]

    private let profile: AnthropicProfile
    private let client: Dialect
    /// Names that are declared, as the provider sees them.
    private var declared: Set<String> = []

    init(
        _ request: ModelRequest, _ profile: AnthropicProfile, _ report: inout LossReport
    ) throws(GatewayError) {
        self.profile = profile
        client = report.target.client
        names = ToolNames(names: Self.allNames(request), .anthropic)
        choice = request.toolChoice
        let allowed = Self.allowed(request.toolChoice)
        for tool in request.tools {
            if let allowed, !allowed.contains(tool.name) { continue }
            try add(tool, request.toolChoice, &report)
        }
        try settleChoice(&report)
    }

    /// Whether a tool must be called.
    var isForced: Bool {
        choice.map(Self.isForced) ?? false
    }

    /// What the provider calls a tool of the client.
    func name(_ name: String, namespace: String?) -> String {
        names.provider(Self.qualified(name, namespace))
    }

    /// Declares the tool whose arguments are the answer.
    mutating func declareAnswer(_ name: String, schema: RawJSON, description: String) {
        let tool = Tool(name: name, description: description, parameters: schema)
        declarations = [Self.function(tool, name: name, schema: schema)]
        choice = .tool(name)
    }

    // MARK: Names

    private static func qualified(_ name: String, _ namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    private static func allNames(_ request: ModelRequest) -> Set<String> {
        var names: Set<String> = []
        for tool in request.tools { names.insert(qualified(tool.name, tool.namespace)) }
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                names.insert(qualified(call.name, call.namespace))
            }
        }
        return names
    }

    private static func allowed(_ choice: ToolChoice?) -> Set<String>? {
        guard case .allowed(let names, _)? = choice else { return nil }
        return Set(names)
    }

    // MARK: Declarations

    private mutating func add(
        _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        switch tool.kind {
        case .function: declareFunction(tool)
        case .custom(let format): declareCustom(tool, format)
        case .builtin(let kind): try addBuiltin(tool, kind, choice, &report)
        }
    }

    private mutating func declareFunction(_ tool: Tool) {
        let name = name(tool.name, namespace: tool.namespace)
        guard declared.insert(name).inserted else { return }
        if let namespace = tool.namespace {
            namespaces[name] = QualifiedName(namespace: namespace, name: tool.name)
        }
        if let original = own(tool.original), profile.isGenuine, name == tool.name {
            return declarations.append(original)
        }
        declarations.append(
            Self.function(tool, name: name, schema: AnthropicSchema.toolRoot(tool.parameters)))
    }

    private mutating func declareCustom(_ tool: Tool, _ format: RawJSON?) {
        var function = tool
        function.description = Self.customDescription(tool.description, format)
        function.parameters = Self.freeText
        customTools.insert(tool.name)
        declareFunction(function)
    }

    private static let freeText = RawJSON(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#)

    /// The grammar of the free text, as far as words can say it.
    private static func customDescription(_ description: String?, _ format: RawJSON?) -> String {
        var parts = [description ?? ""]
        parts.append("Put the whole free-form text into \"input\".")
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
        if let original = own(tool.original), profile.isGenuine {
            if declared.insert(tool.name).inserted { declarations.append(original) }
            return
        }
        switch kind {
        case .webSearch(let search):
            guard profile.isGenuine else { return try leaveOut(.webSearch, tool, choice, &report) }
            guard declared.insert(Self.webSearchName).inserted else { return }
            declarations.append(Self.webSearch(search))
            if choice == .tool(tool.name) { self.choice = .tool(Self.webSearchName) }
        case .codeExecution: try leaveOut(.codeExecution, tool, choice, &report)
        case .other(let type):
            // Tools that the client runs itself can be told in words.
            guard tool.parameters != nil else {
                return try leaveOut(.builtinTool, tool, choice, &report)
            }
            builtinTools[tool.name] = type
            declareFunction(tool)
        }
    }

    private func leaveOut(
        _ feature: Feature, _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        try report.lose(choice == .tool(tool.name) ? .forcedBuiltinTool : feature)
    }

    private func own(_ value: OpaqueValue?) -> RawJSON? {
        guard let value, value.dialect == .anthropic else { return nil }
        return value.json
    }

    private static func function(_ tool: Tool, name: String, schema: RawJSON) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("name", name)
            if let description = tool.description, !description.isEmpty {
                writer.member("description", description)
            }
            writer.name("input_schema")
            writer.raw(schema.bytes)
            if let mark = tool.cacheMark, mark.dialect == .anthropic {
                writer.name("cache_control")
                writer.raw(mark.json.bytes)
            }
        }
        return RawJSON(writer.take())
    }

    private static let webSearchName = "web_search"

    private static func webSearch(_ search: WebSearch) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "web_search_20250305")
            writer.member("name", webSearchName)
            if let uses = search.maxUses { writer.member("max_uses", uses) }
            // The dialect takes one of the lists.
            if !search.allowedDomains.isEmpty {
                writer.name("allowed_domains")
                writer.array { for domain in search.allowedDomains { $0.string(domain) } }
            } else if !search.blockedDomains.isEmpty {
                writer.name("blocked_domains")
                writer.array { for domain in search.blockedDomains { $0.string(domain) } }
            }
            if let location = search.location {
                writer.name("user_location")
                writer.object { writer in
                    writer.member("type", "approximate")
                    AnthropicExtras.write(
                        OpaqueValue(.anthropic, location), into: &writer, besides: ["type"])
                }
            }
        }
        return RawJSON(writer.take())
    }

    // MARK: Choice

    private mutating func settleChoice(_ report: inout LossReport) throws(GatewayError) {
        guard let asked = choice else { return }
        guard !declarations.isEmpty else {
            choice = nil
            if Self.isForced(asked) { try report.lose(.droppedToolChoice) }
            return
        }
        switch asked {
        case .allowed(_, let required): choice = required ? .required : .auto
        case .tool(let name):
            let provider = providerName(of: name)
            if let provider {
                choice = .tool(provider)
            } else {
                choice = .auto
                try report.lose(.droppedToolChoice)
            }
        case .auto, ToolChoice.none, .required: break
        }
        if isForced, !profile.takesForcedChoice {
            choice = .auto
            try report.lose(.droppedToolChoice)
        }
    }

    private static func isForced(_ choice: ToolChoice) -> Bool {
        switch choice {
        case .required, .tool, .allowed(_, required: true): true
        case .auto, ToolChoice.none, .allowed: false
        }
    }

    /// The declared name of a tool that the client named, with or without its namespace.
    private func providerName(of name: String) -> String? {
        let plain = names.provider(name)
        if declared.contains(plain) { return plain }
        return namespaces.first { $0.value.name == name }?.key
    }
}
