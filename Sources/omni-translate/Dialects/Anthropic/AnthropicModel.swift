/// What one line of models can do (facts: anthropic-messages, section 9).
struct AnthropicModel: Sendable, Equatable {
    /// Which sampling parameters a model takes when it does not think.
    enum SamplingRule: Sendable, Equatable {
        /// `temperature`, `top_p` and `top_k`.
        case all
        /// `temperature` or `top_p`, not both.
        case temperatureOrTopP
        /// None.
        case none
    }

    /// When a tool may be demanded.
    enum ForcedChoice: Sendable, Equatable {
        case always
        /// Not beside a thinking budget.
        case withoutBudget
        case never
    }

    /// Most tokens of an answer.
    var maxOutput: Int
    /// More than `maxOutput` is refused; false where it is a guess.
    var limitsOutput = true
    /// `thinking: adaptive`.
    var isAdaptive = false
    /// `thinking: enabled` with a budget.
    var takesBudget = false
    /// Values of `output_config.effort`, ascending; empty when the field is not known.
    var efforts: [ReasoningRequest.Effort] = []
    /// The effort needs a beta feature.
    var effortIsBeta = false
    var sampling = SamplingRule.all
    var forcedChoice = ForcedChoice.withoutBudget
    /// `output_config.format`.
    var takesFormat = false
    /// Messages of the role `system`.
    var systemInside = false
    /// A last message of the assistant is continued.
    var takesPrefill = true
    /// May think between tool calls when asked by a beta feature.
    var interleaves = false

    /// What a client that named no limit gets at most: longer answers are asked for by those who want them.
    static let usualOutput = 32_000
    /// The limit of a model that nobody knows.
    static let unknownOutput = 4096
}

extension AnthropicModel {
    /// The abilities of a model of this name; nil when it is no Claude.
    ///
    /// Names are those of Anthropic, of clouds and of resellers: `claude-opus-4-6`, `anthropic/claude-opus-4.6`,
    /// `us.anthropic.claude-sonnet-4-5-20250929-v1:0`, `claude-3-7-sonnet@20250219`, `claude-4.5-sonnet`.
    static func claude(named name: String) -> AnthropicModel? {
        let plain = normalised(name)
        guard plain.holds("claude") else { return nil }
        for line in lines where line.patterns.contains(where: { plain.holds($0) }) {
            return line.model
        }
        return latest
    }

    /// A model that is no Claude behind the same dialect.
    static func other(maxOutput: Int) -> AnthropicModel {
        AnthropicModel(maxOutput: maxOutput, limitsOutput: false, takesBudget: true)
    }

    /// Lower case, with every mark between words a dash.
    private static func normalised(_ name: String) -> String {
        let bytes = name.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: ":"):
                UInt8(ascii: "-")
            default: byte
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A row of the table.
    private struct Line {
        var patterns: [String]
        var model: AnthropicModel
    }

    private static let allEfforts: [ReasoningRequest.Effort] = [.low, .medium, .high, .xhigh, .max]

    /// What a Claude is taken for that the table does not know yet.
    private static let latest = AnthropicModel(
        maxOutput: 128_000, isAdaptive: true, efforts: allEfforts, sampling: .none,
        forcedChoice: .always, takesFormat: true, systemInside: true, takesPrefill: false)

    private static let story = AnthropicModel(
        maxOutput: 128_000, isAdaptive: true, efforts: allEfforts, sampling: .none,
        forcedChoice: .never, takesFormat: true, systemInside: true, takesPrefill: false)

    private static let four7 = AnthropicModel(
        maxOutput: 128_000, isAdaptive: true, efforts: allEfforts, sampling: .none,
        forcedChoice: .always, takesFormat: true, takesPrefill: false)

    private static let four6 = AnthropicModel(
        maxOutput: 128_000, isAdaptive: true, takesBudget: true,
        efforts: [.low, .medium, .high, .max], takesFormat: true, takesPrefill: false,
        interleaves: true)

    private static let opus45 = AnthropicModel(
        maxOutput: 64_000, takesBudget: true, efforts: [.low, .medium, .high], effortIsBeta: true,
        sampling: .temperatureOrTopP, takesFormat: true, interleaves: true)

    private static let four5 = AnthropicModel(
        maxOutput: 64_000, takesBudget: true, sampling: .temperatureOrTopP, takesFormat: true,
        interleaves: true)

    private static let opus41 = AnthropicModel(
        maxOutput: 32_000, takesBudget: true, sampling: .temperatureOrTopP, takesFormat: true,
        interleaves: true)

    private static let sonnet4 = AnthropicModel(
        maxOutput: 64_000, takesBudget: true, sampling: .temperatureOrTopP, interleaves: true)

    private static let opus4 = AnthropicModel(
        maxOutput: 32_000, takesBudget: true, sampling: .temperatureOrTopP, interleaves: true)

    private static let three7 = AnthropicModel(maxOutput: 64_000, takesBudget: true)
    private static let three5 = AnthropicModel(maxOutput: 8192)
    private static let three = AnthropicModel(maxOutput: 4096)

    /// The first row counts, so longer names stand before their beginnings.
    private static let lines: [Line] = [
        Line(
            patterns: ["opus-5", "claude-5-opus", "opus-4-8", "4-8-opus", "sonnet-5"],
            model: latest),
        Line(patterns: ["fable-5", "mythos-5"], model: story),
        Line(patterns: ["opus-4-7", "4-7-opus"], model: four7),
        Line(patterns: ["opus-4-6", "sonnet-4-6", "4-6-opus", "4-6-sonnet"], model: four6),
        Line(patterns: ["opus-4-5", "4-5-opus"], model: opus45),
        Line(patterns: ["sonnet-4-5", "haiku-4-5", "4-5-sonnet", "4-5-haiku"], model: four5),
        Line(patterns: ["opus-4-1", "4-1-opus"], model: opus41),
        Line(patterns: ["sonnet-4", "claude-4-sonnet"], model: sonnet4),
        Line(patterns: ["opus-4", "claude-4-opus"], model: opus4),
        Line(patterns: ["3-7-sonnet", "sonnet-3-7"], model: three7),
        Line(patterns: ["3-5-", "sonnet-3-5", "haiku-3-5"], model: three5),
        Line(
            patterns: [
                "claude-3", "opus-3", "sonnet-3", "haiku-3", "claude-2", "claude-instant",
                "claude-v",
            ], model: three),
    ]
}
