internal import IPC
internal import JSON

/// The tools of a request as plain functions, for dialects that know no others (facts: translation-matrix, section 3).
struct FunctionTools {
    /// One declaration.
    struct Function: Equatable {
        /// As the provider calls it.
        var name: String
        /// Empty when there is none.
        var description: String
        /// An object at its root.
        var parameters: RawJSON
        var cacheMark: OpaqueValue?
    }

    private(set) var functions: [Function] = []
    /// By the provider's names; never `allowed`, whose other tools are not declared.
    private(set) var choice: ToolChoice?
    private(set) var names = ToolNames()
    private var customTools: Set<String> = []
    private var namespaces: [String: QualifiedName] = [:]
    private var builtinTools: [String: String] = [:]
    /// Names that are declared, as the client qualifies them.
    private var declared: Set<String> = []

    init(
        _ request: ModelRequest, _ rule: ToolNameRule, _ report: inout LossReport
    ) throws(GatewayError) {
        names = ToolNames(names: Self.allNames(request), rule)
        for tool in request.tools where Self.isWanted(tool, request.toolChoice) {
            try add(tool, request.toolChoice, &report)
        }
        choice = try settled(request.toolChoice, request.tools, &report)
    }

    /// Whether a tool must be called.
    var isForced: Bool { choice.map(Self.isForced) ?? false }

    /// What the provider calls the tool of a call.
    func name(_ call: ToolCall) -> String {
        names.provider(Self.qualified(call.name, call.namespace))
    }

    /// Makes another choice, by the provider's names.
    mutating func choose(_ choice: ToolChoice?) { self.choice = choice }

    /// Leaves nothing declared but one function, by the provider's name.
    mutating func keepOnly(_ name: String) { functions.removeAll { $0.name != name } }

    /// Declares one more function, by the provider's name.
    mutating func declare(_ function: Function) { functions.append(function) }

    /// Tells what reading the answer takes.
    func note(in plan: inout AnswerPlan) {
        plan.toolNames = names
        plan.customTools = customTools
        plan.namespaces = namespaces
        plan.builtinTools = builtinTools
    }

    // MARK: Names

    private static func qualified(_ name: String, _ namespace: String?) -> String {
        namespace.map { "\($0)__\(name)" } ?? name
    }

    /// Names of declarations and of the history.
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

    private static func isWanted(_ tool: Tool, _ choice: ToolChoice?) -> Bool {
        guard case .allowed(let names, _)? = choice else { return true }
        return names.contains(tool.name) || names.contains(qualified(tool.name, tool.namespace))
    }

    // MARK: Declarations

    private mutating func add(
        _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        switch tool.kind {
        case .function: add(tool, tool.parameters)
        case .custom(let format):
            var told = tool
            told.description = Self.description(tool.description, format)
            if add(told, Self.freeText) { customTools.insert(tool.name) }
        case .builtin(.webSearch): try leaveOut(.webSearch, tool, choice, &report)
        case .builtin(.codeExecution): try leaveOut(.codeExecution, tool, choice, &report)
        case .builtin(.other(let type)):
            // A tool that the client runs itself is a function to every other model.
            guard tool.parameters != nil else {
                return try leaveOut(.builtinTool, tool, choice, &report)
            }
            if add(tool, tool.parameters) { builtinTools[tool.name] = type }
        }
    }

    /// False for a name that is declared already: the first declaration wins.
    @discardableResult
    private mutating func add(_ tool: Tool, _ parameters: RawJSON?) -> Bool {
        let qualified = Self.qualified(tool.name, tool.namespace)
        guard declared.insert(qualified).inserted else { return false }
        let name = names.provider(qualified)
        if let namespace = tool.namespace {
            namespaces[name] = QualifiedName(namespace: namespace, name: tool.name)
        }
        functions.append(
            Function(
                name: name, description: tool.description ?? "",
                parameters: ToolSchemas.object(parameters), cacheMark: tool.cacheMark))
        return true
    }

    private func leaveOut(
        _ feature: Feature, _ tool: Tool, _ choice: ToolChoice?, _ report: inout LossReport
    ) throws(GatewayError) {
        try report.lose(choice == .tool(tool.name) ? .forcedBuiltinTool : feature)
    }

    private static let freeText = RawJSON(
        #"{"type":"object","properties":{"input":{"type":"string"}},"required":["input"]}"#)

    /// The description of a custom tool, with the grammar of its text as far as words can say it.
    private static func description(_ description: String?, _ format: RawJSON?) -> String {
        var parts = [description ?? "", "Give the whole text as \"input\"."]
        if let format, let document = try? JSONDocument(format.bytes),
            let grammar = document["definition"] ?? document["grammar"]?["definition"],
            let text = grammar.string
        {
            parts.append("The text must obey this grammar:\n\(text)")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    // MARK: Choice

    private static func isForced(_ choice: ToolChoice) -> Bool {
        switch choice {
        case .required, .tool, .allowed(_, required: true): true
        case .auto, ToolChoice.none, .allowed: false
        }
    }

    private func settled(
        _ asked: ToolChoice?, _ tools: [Tool], _ report: inout LossReport
    ) throws(GatewayError) -> ToolChoice? {
        guard let asked else { return nil }
        guard !functions.isEmpty else {
            if Self.isForced(asked) { try report.lose(.droppedToolChoice) }
            return nil
        }
        switch asked {
        case .auto, ToolChoice.none, .required: return asked
        case .allowed(_, let required): return required ? .required : .auto
        case .tool(let name):
            if declared.contains(name) { return .tool(names.provider(name)) }
            if let found = namespaces.first(where: { $0.value.name == name }) {
                return .tool(found.key)
            }
            try report.lose(.droppedToolChoice)
            return .auto
        }
    }
}
