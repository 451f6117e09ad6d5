internal import JSON

/// One event of a stream, with the nodes of its parts.
struct CohereEvent {
    enum Kind {
        case messageStart, contentStart, contentDelta, contentEnd, toolPlan
        case callStart, callDelta, callEnd, citation, messageEnd
        /// Without a type, but with a message: an error.
        case error
        /// Known and of no meaning here, or new.
        case other
    }

    var kind = Kind.other
    var id: JSONTape.Node?
    /// `delta.message.content`, `tool_plan`, `tool_calls` or `citations`.
    var part: JSONTape.Node?
    /// `delta`, of the last event.
    var delta: JSONTape.Node?

    /// Reads an object; nil when the root is none.
    init?(_ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(tape.root) == .object else { return nil }
        var type: JSONTape.Node?
        var hasMessage = false
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "type", in: bytes) {
                type = member.value
            } else if tape.equals(member.name, "delta", in: bytes) {
                delta = member.value
            } else if tape.equals(member.name, "id", in: bytes) {
                id = member.value
            } else if tape.equals(member.name, "message", in: bytes) {
                hasMessage = true
            }
        }
        if let type {
            kind = Self.kind(type, tape, bytes)
        } else if hasMessage {
            kind = .error
        }
        if let name = Self.part(kind), let delta,
            let message = tape.member("message", of: delta, in: bytes)
        {
            part = tape.member(name, of: message, in: bytes)
        }
    }

    private static func kind(
        _ type: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) -> Kind {
        for row in kinds where tape.equals(type, row.name, in: bytes) { return row.kind }
        return .other
    }

    /// The most frequent first.
    private static let kinds: [(name: StaticString, kind: Kind)] = [
        ("content-delta", .contentDelta), ("tool-call-delta", .callDelta),
        ("tool-plan-delta", .toolPlan), ("content-start", .contentStart),
        ("content-end", .contentEnd), ("tool-call-start", .callStart),
        ("tool-call-end", .callEnd), ("citation-start", .citation),
        ("message-start", .messageStart), ("message-end", .messageEnd), ("error", .error),
    ]

    /// The member of the message that an event is about.
    private static func part(_ kind: Kind) -> StaticString? {
        switch kind {
        case .contentStart, .contentDelta: "content"
        case .toolPlan: "tool_plan"
        case .callStart, .callDelta: "tool_calls"
        case .citation: "citations"
        case .messageStart, .contentEnd, .callEnd, .messageEnd, .error, .other: nil
        }
    }
}
