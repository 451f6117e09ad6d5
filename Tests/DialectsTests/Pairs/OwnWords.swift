import DialectCheck
import IPC

/// What a client says in its provider's own dialect is between the two of them: the gateway forwards it.
enum OwnWords {
    /// The violations that the gateway has brought in.
    static func removed(
        _ violations: [Violation], client: [UInt8], _ provider: ProviderModel
    ) -> [Violation] {
        guard !violations.isEmpty else { return [] }
        let own = provider.violations(of: client)
        // Places shift when turns are cut or joined.
        let messages = Set(own.map(\.message))
        return violations.filter { violation in
            !violation.isUnknownField && !messages.contains(violation.message)
                // The client asked for another model, which may take it.
                && !violation.message.hasSuffix("that reasons")
                // The word stood in a turn that nobody takes, such as the result of no call.
                && !violation.message.hasSuffix("without the word JSON")
        }
    }
}
