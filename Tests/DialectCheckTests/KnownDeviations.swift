import DialectCheck

/// Where recorded answers break the rules of their dialect, and why.
enum KnownDeviations {
    /// Parts of descriptions, by the id of an exchange or by dialect and provider.
    static let all = origin.merging(compatible) { old, _ in old }

    /// Answers that do not say why they ended.
    static let withoutEnd: Set<String> = [
        "openai-chat-pai-78f05dc4", "openai-chat-pai-be6b0013", "openai-responses-pai-d3ee0aec",
    ]

    static func remove(from violations: [Violation], _ exchange: Exchange) -> [Violation] {
        let parts = (all[exchange.id] ?? []) + (all[exchange.source] ?? [])
        return violations.filter { violation in
            if !exchange.isOrigin, violation.isUnknownField { return false }
            // The project that recorded these set all times to 0.
            let isTime = violation.path.contains("created") && violation.message.hasPrefix("0 is")
            if exchange.isEdited, isTime { return false }
            return !parts.contains { violation.description.contains($0) }
        }
    }
}
