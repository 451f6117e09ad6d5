/// What a model can do within Converse, told from its id.
struct BedrockModel: Equatable {
    /// Lines of models that differ in what they take.
    enum Line: Equatable {
        case claude(AnthropicModel)
        case nova
        /// Nova that thinks.
        case nova2
        case mistral
        case gptOSS
        case cohere
        case other
    }

    /// Which tool can be demanded.
    enum ForcedChoice: Equatable {
        case none, any, named
    }

    let line: Line
    /// Takes system text apart from the conversation.
    let takesSystem: Bool
    /// `outputConfig` with a schema.
    let takesFormat: Bool
    let takesCachePoints: Bool

    init(_ id: String) {
        let id = id.lowercased()
        func names(_ texts: [String]) -> Bool { texts.contains { id.holds($0) } }
        line = Self.line(id)
        takesSystem = !names(Self.withoutSystem)
        switch line {
        case .claude(let model):
            takesFormat = model.takesFormat && !names(["opus-4-1"])
            takesCachePoints = !names(Self.withoutCache)
        case .nova, .nova2:
            takesFormat = false
            takesCachePoints = true
        case .mistral, .gptOSS, .cohere, .other:
            takesFormat = names(Self.withFormat)
            takesCachePoints = false
        }
    }

    private static func line(_ id: String) -> Line {
        if let model = AnthropicModel.claude(named: id) { return .claude(model) }
        return lines.first { id.holds($0.part) }?.line ?? .other
    }

    private static let lines: [(part: String, line: Line)] = [
        ("amazon.nova-2", .nova2), ("amazon.nova", .nova), ("mistral.", .mistral),
        ("gpt-oss", .gptOSS), ("cohere.", .cohere),
    ]
    private static let withoutSystem = [
        "titan-text", "mistral-7b", "mixtral", "cohere.command-text", "cohere.command-light",
        "ai21.j2",
    ]
    private static let withoutCache = [
        "claude-3-haiku", "claude-3-sonnet", "claude-3-opus", "claude-3-5-sonnet-20240620",
        "claude-v2", "claude-instant",
    ]
    private static let withFormat = [
        "qwen.", "gpt-oss", "google.", "zai.", "minimax.", "moonshot", "nvidia.", "deepseek.v3",
        "ministral", "mistral-large-3", "magistral", "voxtral",
    ]

    /// The abilities of a Claude; nil for another model.
    var claude: AnthropicModel? {
        if case .claude(let model) = line { model } else { nil }
    }

    var forcedChoice: ForcedChoice {
        switch line {
        case .claude(let model): model.forcedChoice == .never ? .none : .named
        case .nova, .nova2: .named
        case .mistral: .any
        case .gptOSS, .cohere, .other: .none
        }
    }

    /// `status` of a tool's result.
    var takesStatus: Bool {
        switch line {
        case .claude, .nova, .nova2: true
        case .mistral, .gptOSS, .cohere, .other: false
        }
    }

    /// Cache points behind declarations of tools.
    var cachesTools: Bool { takesCachePoints && claude != nil }

    /// Most stop texts.
    var mostStops: Int { line == .nova || line == .nova2 ? 4 : 2500 }

    /// Which ids of tool calls it takes.
    var callIDs: CallIDRule { line == .mistral ? .alphanumeric(9) : .word(64) }
}
