internal import JSON

/// Token counts as the dialect tells them, piece by piece (facts: translation-matrix, section 9).
struct AnthropicUsage: Equatable {
    private var input: UInt64 = 0
    private var cacheRead: UInt64 = 0
    private var cacheWrite: UInt64 = 0
    private var cacheWriteHour: UInt64 = 0
    private var output: UInt64 = 0
    private var thinking: UInt64 = 0

    /// Takes a `usage` object: counts are totals, and a zero does not undo what was told before (pitfalls 31, 154).
    mutating func merge(_ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan) {
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.kind(member.value) == .number {
                read(member, tape, bytes)
            } else if tape.equals(member.name, "cache_creation", in: bytes) {
                Self.take(
                    tape.member("ephemeral_1h_input_tokens", of: member.value, in: bytes), tape,
                    bytes, &cacheWriteHour)
            } else if tape.equals(member.name, "output_tokens_details", in: bytes) {
                Self.take(
                    tape.member("thinking_tokens", of: member.value, in: bytes), tape, bytes,
                    &thinking)
            }
        }
    }

    private mutating func read(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        if tape.equals(member.name, "output_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &output)
        } else if tape.equals(member.name, "input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &input)
        } else if tape.equals(member.name, "cache_read_input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &cacheRead)
        } else if tape.equals(member.name, "cache_creation_input_tokens", in: bytes) {
            Self.take(member.value, tape, bytes, &cacheWrite)
        }
    }

    private static func take(
        _ node: JSONTape.Node?, _ tape: JSONTape, _ bytes: RawSpan, _ count: inout UInt64
    ) {
        guard let node, let value = tape.int(node, in: bytes), value > 0 else { return }
        count = UInt64(value)
    }

    /// In canonical form.
    var canonical: TokenUsage {
        var usage = TokenUsage()
        usage.input = input
        usage.cacheRead = cacheRead
        usage.cacheWrite = cacheWrite
        usage.cacheWriteHour = min(cacheWriteHour, cacheWrite)
        usage.reasoning = min(thinking, output)
        usage.output = output - usage.reasoning
        usage.isReported = input | cacheRead | cacheWrite | output != 0
        return usage
    }

    /// Writes a `usage` object; `tier` is a service tier of this dialect.
    static func write(_ usage: TokenUsage, tier: String? = nil, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("input_tokens", usage.input)
            writer.member("cache_creation_input_tokens", usage.cacheWrite)
            writer.member("cache_read_input_tokens", usage.cacheRead)
            if usage.cacheWrite > 0 {
                let hour = min(usage.cacheWriteHour, usage.cacheWrite)
                writer.name("cache_creation")
                writer.object { writer in
                    writer.member("ephemeral_5m_input_tokens", usage.cacheWrite - hour)
                    writer.member("ephemeral_1h_input_tokens", hour)
                }
            }
            writer.member("output_tokens", usage.allOutput)
            if usage.reasoning > 0 {
                writer.name("output_tokens_details")
                writer.object { $0.member("thinking_tokens", usage.reasoning) }
            }
            if let tier, tiers.contains(tier) { writer.member("service_tier", tier) }
        }
    }

    private static let tiers: Set<String> = ["standard", "priority", "batch"]
}
