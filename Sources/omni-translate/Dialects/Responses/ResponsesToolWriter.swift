internal import IPC
internal import JSON

/// Writes the tools of a request (facts: openai-responses, section 4).
struct ResponsesToolWriter {
    /// What a tool is to the provider.
    enum Kind: Equatable {
        case function
        case custom
        /// Of the provider's own; its type.
        case builtin(String)
    }

    /// A declaration of the provider's, and how it is written.
    private struct Entry {
        var tool: Tool
        var kind: Kind
        /// Bytes of a declaration that stays as it came.
        var raw: RawJSON?
    }

    private var entries: [Entry] = []
    private var kinds: [String: Kind] = [:]
    private var names: ToolNames
    private let hasNamespaces: Bool
    private var builtins: [String: String] = [:]
    private var qualified: [String: QualifiedName] = [:]
    private let isOwn: Bool
    private let strictSchemas: Bool

    init(
        _ request: ModelRequest, _ target: Target, _ profile: ResponsesProfile,
        _ report: inout LossReport
    ) throws(GatewayError) {
        isOwn = target.client == .openaiResponses
        hasNamespaces = profile.hasNamespaces
        // An unknown host may know no `strict`; a foreign client's schema must obey its rules anyway.
        strictSchemas = isOwn
        names = ToolNames(
            names: Self.allNames(request, hasNamespaces: profile.hasNamespaces), .responses)
        var groups: Set<String> = []
        for tool in request.tools {
            try add(tool, &groups, &report)
        }
    }

    /// No tool is left.
    var isEmpty: Bool { entries.isEmpty }

    /// Names as the provider sees them, before they are made legal.
    private static func allNames(_ request: ModelRequest, hasNamespaces: Bool) -> [String] {
        func name(_ namespace: String?, _ name: String) -> String {
            guard let namespace, !hasNamespaces else { return name }
            return "\(namespace)__\(name)"
        }
        var all = request.tools.map { name($0.namespace, $0.name) }
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                all.append(name(call.namespace, call.name))
            }
        }
        return all
    }

    private mutating func add(
        _ tool: Tool, _ groups: inout Set<String>, _ report: inout LossReport
    ) throws(GatewayError) {
        let original = tool.original.flatMap { $0.dialect == .openaiResponses ? $0.json : nil }
        if let namespace = tool.namespace {
            if hasNamespaces, let original {
                declare(tool, tool.parameters == nil && isCustom(tool) ? .custom : .function)
                // The whole group stands in the declaration of its first tool.
                if groups.insert(namespace).inserted {
                    entries.append(Entry(tool: tool, kind: .function, raw: original))
                }
                return
            }
            var plain = tool
            plain.name = "\(namespace)__\(tool.name)"
            plain.namespace = nil
            plain.original = nil
            let shown = names.provider(plain.name)
            qualified[shown] = QualifiedName(namespace: namespace, name: tool.name)
            return append(plain, isCustom(tool) ? .custom : .function, nil)
        }
        switch tool.kind {
        case .function: append(tool, .function, isOwn ? original : nil)
        case .custom: append(tool, .custom, isOwn ? original : nil)
        case .builtin(let builtin): try add(tool, builtin, original, &report)
        }
    }

    private func isCustom(_ tool: Tool) -> Bool {
        if case .custom = tool.kind { true } else { false }
    }

    private mutating func add(
        _ tool: Tool, _ builtin: BuiltinTool, _ original: RawJSON?, _ report: inout LossReport
    ) throws(GatewayError) {
        if let original {
            let type = type(original) ?? tool.name
            return append(tool, .builtin(type), original)
        }
        switch builtin {
        case .webSearch: append(tool, .builtin("web_search"), nil)
        case .codeExecution: try report.lose(.codeExecution)
        case .other(let type):
            // A tool that the client runs itself is a function like any other.
            guard tool.parameters != nil else { return try report.lose(.builtinTool) }
            builtins[tool.name] = type
            append(tool, .function, nil)
        }
    }

    private func type(_ declaration: RawJSON) -> String? {
        (try? JSONDocument(declaration.bytes))?.root.text("type")  // it came from a document
    }

    private mutating func append(_ tool: Tool, _ kind: Kind, _ raw: RawJSON?) {
        let isLegal = names.provider(tool.name) == tool.name
        declare(tool, kind)
        entries.append(Entry(tool: tool, kind: kind, raw: isLegal ? raw : nil))
    }

    private mutating func declare(_ tool: Tool, _ kind: Kind) {
        if kinds[tool.name] == nil { kinds[tool.name] = kind }
    }

    // MARK: Names

    /// Whether a tool of this name of the client's is declared.
    func declares(_ name: String) -> Bool { kinds[name] != nil }

    /// What a tool of the client's is to the provider; a function when it is not declared.
    func kind(of name: String) -> Kind { kinds[name] ?? .function }

    /// The provider's name of a tool of the client's.
    func providerName(_ name: String) -> String { names.provider(name) }

    /// Name and namespace of a call as the provider sees them.
    func name(of call: ToolCall) -> (name: String, namespace: String?) {
        guard let namespace = call.namespace else { return (names.provider(call.name), nil) }
        if hasNamespaces { return (call.name, namespace) }
        return (names.provider("\(namespace)__\(call.name)"), nil)
    }

    /// Notes what must be changed back in the answer.
    func plan(_ plan: inout AnswerPlan) {
        plan.toolNames = names
        plan.namespaces = qualified
        plan.builtinTools = builtins
    }

    /// A choice that the declared tools allow; nil for none.
    func choice(_ choice: ToolChoice?, _ report: inout LossReport) -> ToolChoice? {
        switch choice {
        case .tool(let name) where !declares(name):
            report.warn("tool_choice was left out: its tool was")
            return .auto
        case .allowed(let names, let isRequired) where !names.contains(where: declares):
            report.warn("tool_choice was left out: its tools were")
            return isRequired ? .required : .auto
        case .auto, .none?, .required, .tool, .allowed, nil: return choice
        }
    }

    // MARK: Writing

    /// Writes the array of declarations.
    func write(into writer: inout JSONWriter) {
        writer.array { writer in
            for entry in entries {
                if let raw = entry.raw {
                    writer.raw(raw.bytes)
                } else {
                    write(entry, into: &writer)
                }
            }
        }
    }

    private func write(_ entry: Entry, into writer: inout JSONWriter) {
        let tool = entry.tool
        writer.object { writer in
            switch entry.kind {
            case .builtin(let type): writer.member("type", type)
            case .custom: writer.member("type", "custom")
            case .function: writer.member("type", "function")
            }
            if case .builtin = entry.kind {
                if case .builtin(.webSearch(let search)) = tool.kind {
                    write(search, into: &writer)
                }
                return
            }
            writer.member("name", names.provider(tool.name))
            if let text = tool.description { writer.member("description", text) }
            if case .custom(let format) = tool.kind {
                if let format { writer.member("format", raw: format.bytes) }
            } else {
                writeParameters(tool, into: &writer)
            }
        }
    }

    /// `strict` is on here unless it is said otherwise (pitfall 124).
    private func writeParameters(_ tool: Tool, into writer: inout JSONWriter) {
        let schema = ToolSchemas.object(tool.parameters)
        writer.member("parameters", raw: schema.bytes)
        let isStrict = tool.strict ?? strictSchemas
        writer.member("strict", isStrict && (strictSchemas || ToolSchemas.isStrict(schema)))
    }

    private func write(_ search: WebSearch, into writer: inout JSONWriter) {
        if !search.allowedDomains.isEmpty || !search.blockedDomains.isEmpty {
            writer.name("filters")
            writer.object { writer in
                write(search.allowedDomains, "allowed_domains", into: &writer)
                write(search.blockedDomains, "blocked_domains", into: &writer)
            }
        }
        if let location = search.location { writer.member("user_location", raw: location.bytes) }
        if let size = search.contextSize { writer.member("search_context_size", size) }
    }

    private func write(
        _ domains: [String], _ name: StaticString, into writer: inout JSONWriter
    ) {
        guard !domains.isEmpty else { return }
        writer.name(name)
        writer.array { writer in
            for domain in domains { writer.string(domain) }
        }
    }
}
