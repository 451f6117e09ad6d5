internal import IPC

/// What the calls of an account use on average, so that limits of tokens can be spread over calls.
struct CallSize {
    private var input: UInt64 = 1_000
    private var output: UInt64 = 300

    /// Takes over what a call has used.
    mutating func learn(_ usage: Usage) {
        guard usage.source != .none else { return }
        input = Self.mean(input, usage.input)
        output = Self.mean(output, usage.output)
    }

    /// What a call uses of a limit.
    func use(of unit: RateUnit) -> UInt64 {
        switch unit {
        case .requests: 1
        case .tokens: input + output
        case .inputTokens: input
        case .outputTokens: output
        }
    }

    /// A mean in which a call weighs a quarter, and older ones less and less.
    private static func mean(_ old: UInt64, _ new: UInt64) -> UInt64 {
        (old * 3 + min(new, HealthLimits.tokens)) / 4
    }
}
