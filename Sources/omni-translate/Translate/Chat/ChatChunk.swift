internal import IPC
internal import JSON

/// What one JSON object of an openai-chat answer, chunk or whole, says.
struct ChatChunk {
    /// An `error` member that is not empty.
    var error: JSONTape.Node?
    /// The `usage` member.
    var usageMember: JSONTape.Node?
    var usage: Usage?
    var model: JSONTape.Node?
    /// Elements of `choices`; nil without that array.
    var choices: Int?
    /// Text, a tool call, a refusal, audio: anything beyond a role.
    var hasContent = false
    var isFinished = false
    /// Bytes of text in it.
    var textBytes = 0

    /// Reads an object; nil when the root is none.
    init?(_ tape: JSONTape, _ bytes: RawSpan) {
        guard tape.kind(tape.root) == .object else { return nil }
        var cursor = tape.members(of: tape.root)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "choices", in: bytes) {
                readChoices(member.value, tape, bytes)
            } else if tape.equals(member.name, "usage", in: bytes) {
                usageMember = member.value
                note(ChatUsage.read(member.value, tape, bytes))
            } else if tape.equals(member.name, "model", in: bytes) {
                model = member.value
            } else if tape.equals(member.name, "error", in: bytes) {
                if Self.isTruthy(member.value, tape) { error = member.value }
            } else if tape.equals(member.name, "x_groq", in: bytes),
                tape.kind(member.value) == .object,
                let node = tape.member("usage", of: member.value, in: bytes)
            {
                note(ChatUsage.read(node, tape, bytes))
            }
        }
    }

    private mutating func note(_ found: Usage?) {
        if let found { usage = found }
    }

    private static func isTruthy(_ node: JSONTape.Node, _ tape: JSONTape) -> Bool {
        switch tape.kind(node) {
        case .null, .false: false
        case .object, .array: tape.count(node) > 0
        case .string: tape.contentRange(node).count > 0
        case .true, .number: true
        }
    }

    private mutating func readChoices(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        guard tape.kind(node) == .array else { return }
        choices = tape.count(node)
        var cursor = tape.elements(of: node)
        while let choice = tape.nextElement(&cursor) {
            guard tape.kind(choice) == .object else { continue }
            var members = tape.members(of: choice)
            while let member = tape.nextMember(&members) {
                readChoiceMember(member, tape, bytes)
            }
        }
    }

    private mutating func readChoiceMember(
        _ member: JSONTape.Member, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        if tape.equals(member.name, "delta", in: bytes)
            || tape.equals(member.name, "message", in: bytes)
        {
            readMessage(member.value, tape, bytes)
        } else if tape.equals(member.name, "finish_reason", in: bytes) {
            if tape.kind(member.value) == .string { isFinished = true }
        } else if tape.equals(member.name, "usage", in: bytes) {
            // Older Kimi deployments put it here.
            note(ChatUsage.read(member.value, tape, bytes))
        } else if tape.equals(member.name, "text", in: bytes) {
            readField(member.value, tape)
        }
    }

    private mutating func readMessage(
        _ node: JSONTape.Node, _ tape: JSONTape, _ bytes: RawSpan
    ) {
        guard tape.kind(node) == .object else { return }
        var cursor = tape.members(of: node)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "role", in: bytes) { continue }
            readField(member.value, tape)
        }
    }

    private mutating func readField(_ node: JSONTape.Node, _ tape: JSONTape) {
        switch tape.kind(node) {
        case .string:
            let count = tape.contentRange(node).count
            textBytes += count
            if count > 0 { hasContent = true }
        case .array, .object:
            if tape.count(node) > 0 {
                hasContent = true
                textBytes += tape.range(node).count
            }
        case .null, .true, .false, .number: break
        }
    }
}
