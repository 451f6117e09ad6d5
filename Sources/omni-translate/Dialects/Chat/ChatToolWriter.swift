internal import IPC
internal import JSON

/// Writes tools and the choice between them, as a profile knows them.
struct ChatToolWriter {
    private let request: ModelRequest
    private let target: Target
    private let profile: ChatProfile
    private var names = ToolNames()
    /// What is declared, in order.
    private var tools: [Tool] = []
    /// `web_search_options`.
    private var webSearch: RawJSON?
    private var choice: ToolChoice?

    /// Fields that this writer answers for.
    let writtenFields: Set<String> = [
        "tools", "tool_choice", "functions", "function_call", "parallel_tool_calls",
        "web_search_options",
    ]

    init(_ request: ModelRequest, _ target: Target, _ profile: ChatProfile) {
        self.request = request
        self.target = target
        self.profile = profile
    }

    /// The name that the provider sees before it is made legal: qualified by its namespace.
    static func qualified(_ name: String, _ namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    /// Decides what is declared and under which names.
    mutating func prepare(
        _ plan: inout AnswerPlan, _ report: inout LossReport
    ) throws(GatewayError) {
        names = ToolNames(names: allNames, .chat)
        plan.toolNames = names
        var seen: Set<String> = []
        for tool in request.tools {
            let name = Self.qualified(tool.name, tool.namespace)
            var tool = tool
            if case .builtin(let builtin) = tool.kind {
                guard case .other(let type) = builtin, tool.parameters != nil, own(tool) == nil
                else {
                    try prepare(builtin, tool, &report)
                    continue
                }
                // A tool that the client runs itself is a function to every other model.
                plan.builtinTools[tool.name] = type
                tool.kind = .function
            }
            // The first of two declarations wins (pitfall 125).
            guard seen.insert(name).inserted else { continue }
            if let namespace = tool.namespace {
                plan.namespaces[names.provider(name)] = QualifiedName(
                    namespace: namespace, name: tool.name)
            }
            if case .custom = tool.kind, !profile.hasCustomTools {
                plan.customTools.insert(tool.name)
                try report.lose(.customTool)
            }
            tools.append(tool)
        }
        if !profile.hasTools, !tools.isEmpty {
            report.warn("tools were left out: the provider has none")
            tools = []
        }
        try prepareChoice(&report)
    }

    private var allNames: [String] {
        var names = request.tools.map { Self.qualified($0.name, $0.namespace) }
        for turn in request.turns {
            for case .toolCall(let call) in turn.blocks {
                names.append(Self.qualified(call.name, call.namespace))
            }
        }
        return names
    }

    private mutating func prepare(
        _ builtin: BuiltinTool, _ tool: Tool, _ report: inout LossReport
    ) throws(GatewayError) {
        switch builtin {
        case .webSearch(let search):
            if let own = own(tool) {
                webSearch = own
            } else if profile.hasWebSearch {
                webSearch = Self.options(search)
            } else {
                try lose(.webSearch, tool, &report)
            }
        case .codeExecution: try lose(.codeExecution, tool, &report)
        case .other:
            guard own(tool) != nil else { return try lose(.builtinTool, tool, &report) }
            tools.append(tool)
        }
    }

    /// The declaration of a client of this dialect, as it came.
    private func own(_ tool: Tool) -> RawJSON? {
        tool.original.flatMap { $0.dialect == .openaiChat ? $0.json : nil }
    }

    private func lose(
        _ feature: Feature, _ tool: Tool, _ report: inout LossReport
    ) throws(GatewayError) {
        let isForced = request.toolChoice == .tool(tool.name)
        try report.lose(isForced ? .forcedBuiltinTool : feature)
    }

    private static func options(_ search: WebSearch) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            if let size = search.contextSize { writer.member("search_context_size", size) }
            guard let location = search.location else { return }
            writer.name("user_location")
            writer.object { writer in
                writer.member("type", "approximate")
                writer.member("approximate", raw: location.bytes)
            }
        }
        return RawJSON(writer.take())
    }

    // MARK: Choice

    private mutating func prepareChoice(_ report: inout LossReport) throws(GatewayError) {
        guard let wanted = request.toolChoice else { return }
        guard !tools.isEmpty else {
            if case .auto = wanted { return }
            if case .none = wanted { return }
            return try report.lose(.droppedToolChoice)
        }
        switch wanted {
        case .auto: choice = .auto
        case .none:
            choice = ToolChoice.none
            // A host that knows no choice is kept from calling by knowing no tools.
            if !profile.toolChoice.isKnown { tools = [] }
        case .required: choice = try forced(&report) ? any : .auto
        case .tool(let name): try prepare(named: name, &report)
        case .allowed(let names, let required):
            try prepare(allowed: names, required: required, &report)
        }
    }

    /// Any tool, or the only one by its name where a host has no word for "any".
    private var any: ToolChoice {
        if profile.toolChoice.required == nil, let only = tools.first { return .tool(only.name) }
        return .required
    }

    /// Whether a call can be demanded; where not, that is told.
    private func forced(_ report: inout LossReport) throws(GatewayError) -> Bool {
        let rule = profile.toolChoice
        let isFree = !rule.needsNoReasoning || !ChatReasoning.isOn(request.reasoning, profile)
        var isNamed = tools.count == 1
        if case .tool = request.toolChoice { isNamed = true }
        let canSay = rule.required != nil || rule.hasNamed && isNamed
        if rule.isKnown, isFree, canSay { return true }
        try report.lose(.droppedToolChoice)
        return false
    }

    private mutating func prepare(
        named name: String, _ report: inout LossReport
    ) throws(GatewayError) {
        guard tools.contains(where: { isTool($0, name) }) else {
            try report.lose(.droppedToolChoice)
            choice = .auto
            return
        }
        guard try forced(&report) else {
            choice = .auto
            return
        }
        if profile.toolChoice.hasNamed {
            choice = .tool(name)
        } else {
            // The only tool left is the one that any choice means.
            tools = tools.filter { isTool($0, name) }
            choice = .required
        }
    }

    private mutating func prepare(
        allowed names: [String], required: Bool, _ report: inout LossReport
    ) throws(GatewayError) {
        if !profile.toolChoice.hasAllowed {
            tools = tools.filter { tool in names.contains { isTool(tool, $0) } }
        }
        let isForced = required ? try forced(&report) : false
        if profile.toolChoice.hasAllowed {
            choice = .allowed(names, required: isForced)
        } else {
            choice = isForced ? any : .auto
        }
    }

    private func isTool(_ tool: Tool, _ name: String) -> Bool {
        tool.name == name || Self.qualified(tool.name, tool.namespace) == name
    }

    // MARK: Writing

    /// Writes all fields about tools; without tools there is no choice and no parallelism either (pitfall 119).
    func write(into writer: inout JSONWriter) throws(GatewayError) {
        if let webSearch { writer.member("web_search_options", raw: webSearch.bytes) }
        guard !tools.isEmpty else { return }
        writer.name("tools")
        writer.beginArray()
        for tool in tools { write(tool, into: &writer) }
        writer.endArray()
        if profile.toolChoice.isKnown, let choice { write(choice, into: &writer) }
        if let parallel = request.parallelToolCalls, profile.hasParallelCalls {
            writer.member("parallel_tool_calls", parallel)
        }
    }

    private func write(_ tool: Tool, into writer: inout JSONWriter) {
        switch tool.kind {
        case .builtin:
            if let original = tool.original { writer.raw(original.json.bytes) }
        case .function:
            writeFunction(tool, ChatSchemas.cleaned(schema(tool), profile.schemas), into: &writer)
        case .custom(let format):
            if profile.hasCustomTools {
                writeCustom(tool, format, into: &writer)
            } else {
                var tool = tool
                tool.description = ChatCustomTools.description(tool.description, format)
                tool.strict = nil
                writeFunction(tool, ChatCustomTools.schema, into: &writer)
            }
        }
    }

    private func schema(_ tool: Tool) -> RawJSON { ToolSchemas.object(tool.parameters) }

    private func name(_ tool: Tool) -> String {
        names.provider(Self.qualified(tool.name, tool.namespace))
    }

    private func writeFunction(
        _ tool: Tool, _ schema: RawJSON, into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("type", "function")
        writer.name("function")
        writer.beginObject()
        writer.member("name", name(tool))
        if let description = tool.description { writer.member("description", description) }
        writer.member("parameters", raw: schema.bytes)
        if let strict = strict(tool, schema) { writer.member("strict", strict) }
        writer.endObject()
        if profile.hasCacheControl, let mark = tool.cacheMark, mark.dialect == .anthropic {
            writer.member("cache_control", raw: mark.json.bytes)
        }
        writer.endObject()
    }

    /// A foreign promise of strictness is checked; a client of this dialect knows what it says.
    private func strict(_ tool: Tool, _ schema: RawJSON) -> Bool? {
        guard profile.hasStrict, let strict = tool.strict else { return nil }
        return strict && (target.client == .openaiChat || ToolSchemas.isStrict(schema))
    }

    private func writeCustom(
        _ tool: Tool, _ format: RawJSON?, into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("type", "custom")
        writer.name("custom")
        writer.beginObject()
        writer.member("name", name(tool))
        if let description = tool.description { writer.member("description", description) }
        if let format { ChatCustomTools.write(format, into: &writer) }
        writer.endObject()
        writer.endObject()
    }

    private func write(_ choice: ToolChoice, into writer: inout JSONWriter) {
        writer.name("tool_choice")
        switch choice {
        case .auto: writer.string("auto")
        case .none: writer.string("none")
        case .required:
            if let word = profile.toolChoice.required {
                writer.string(word)
            } else {
                writer.string("auto")
            }
        case .tool(let name): writeReference(name, isChoice: true, into: &writer)
        case .allowed(let names, let required):
            writer.beginObject()
            writer.member("type", "allowed_tools")
            writer.name("allowed_tools")
            writer.beginObject()
            writer.member("mode", required ? "required" : "auto")
            writer.name("tools")
            writer.beginArray()
            for name in names { writeReference(name, isChoice: false, into: &writer) }
            writer.endArray()
            writer.endObject()
            writer.endObject()
        }
    }

    private func writeReference(
        _ wanted: String, isChoice: Bool, into writer: inout JSONWriter
    ) {
        let tool = tools.first { isTool($0, wanted) }
        var isCustom = false
        if case .custom = tool?.kind { isCustom = profile.hasCustomTools }
        let name = tool.map(name) ?? names.provider(wanted)
        writer.object { writer in
            writer.member("type", isCustom ? "custom" : "function")
            writer.name(text: isCustom ? "custom" : "function")
            writer.object { $0.member("name", name) }
        }
    }
}
