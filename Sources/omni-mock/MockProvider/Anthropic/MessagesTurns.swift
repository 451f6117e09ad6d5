internal import JSON

/// Walks the messages of a Messages request by the rules that hold between them.
struct MessagesTurns {
    typealias Node = JSONReader.Node

    private let request: MessagesReader
    private let thinking: MessagesThinking
    private let model: ModelName
    /// Calls of the model's last turn, in order, and where it stands.
    private var open: [String] = []
    private var openPlace = 0
    /// Calls that have had their result.
    private var answered: Set<String> = []
    private var seen: Set<String> = []
    /// Whether the model's last turn began with thinking; nil without a turn of calls.
    private var lastLoopThinks: Bool?

    /// Models that know no system turns between the others.
    private static let withoutSystemTurns = [
        "claude-3", "haiku-4-5", "sonnet-4-5", "sonnet-4-2", "opus-4-1", "opus-4-2", "opus-4-5",
        "opus-4-6", "opus-4-7", "strict",
    ]

    /// The turns of a request whose shape has been checked.
    init(_ request: MessagesReader, thinking: MessagesThinking, model: ModelName) {
        self.request = request
        self.thinking = thinking
        self.model = model
    }

    /// Checks all turns.
    ///
    /// - Parameter conversation: Learns what is said.
    /// - Throws: The first rule that is broken.
    consuming func read(into conversation: inout Conversation) throws(ProviderError) {
        let messages = request.elements("messages", of: request.root)
        let roles = messages.map { request.string("role", of: $0) ?? "" }
        try checkOrder(roles)
        for (index, message) in messages.enumerated() {
            let content = request.member("content", of: message)
            let isLast = index == messages.count - 1
            if roles[index] != "assistant" || !isLast { try checkContent(content, roles, index) }
            switch roles[index] {
            case "assistant":
                let isNew = index == 0 || roles[index - 1] != "assistant"
                try readModel(content, at: index, isNewTurn: isNew, &conversation)
            case "user":
                let isNew = index == 0 || roles[index - 1] != "user"
                try readUser(content, at: index, isNewTurn: isNew, &conversation)
                if isLast || roles[index + 1] != "user" { try finishUserTurn() }
            default: conversation.count(request.joinedText(content).scalarCount)
            }
        }
        try checkEnd(messages.last, role: roles.last ?? "")
        if thinking.isManual, lastLoopThinks == false, conversation.toolResult != nil {
            throw .invalid(
                "messages.\(openPlace).content.0.type: Expected `thinking` or "
                    + "`redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a "
                    + "final `assistant` message must start with a thinking block.")
        }
    }

    private func checkOrder(_ roles: [String]) throws(ProviderError) {
        if let first = roles.first(where: { $0 != "system" }), first != "user" {
            throw .invalid("messages: first message must use the \"user\" role")
        }
        for (index, role) in roles.enumerated() where role == "system" {
            guard !Self.withoutSystemTurns.contains(where: { model.base.contains($0) }) else {
                throw .invalid(
                    "messages.\(index).role: Input should be 'user' or 'assistant', not 'system'")
            }
            let next = index + 1 < roles.count ? roles[index + 1] : "assistant"
            let before = index > 0 ? roles[index - 1] : "user"
            guard next != "user" || index == 0, before != "assistant" else {
                throw .invalid(
                    "messages.\(index): a system message must follow a user message and stand "
                        + "before an assistant message or at the end")
            }
        }
    }

    private func checkContent(
        _ content: Node?, _ roles: [String], _ index: Int
    ) throws(ProviderError) {
        guard let content else { return }
        let isEmpty =
            request.reader.kind(content) == .string
            ? request.text(content).isEmpty : request.reader.count(content) == 0
        if isEmpty {
            throw .invalid(
                "messages.\(index): \(roles[index]) messages must have non-empty content")
        }
        if request.reader.kind(content) == .string,
            (request.reader.string(content) ?? "").allSatisfy(\.isWhitespace)
        {
            throw .invalid("messages: text content blocks must contain non-whitespace text")
        }
    }

    private mutating func readModel(
        _ content: Node?, at index: Int, isNewTurn: Bool, _ conversation: inout Conversation
    ) throws(ProviderError) {
        if isNewTurn {
            open = []
            answered = []
            lastLoopThinks = nil
        }
        conversation.count(request.joinedText(content).scalarCount)
        var calls = 0
        var startsWithThinking: Bool?
        for (place, block) in request.elements(content).enumerated() {
            let type = request.string("type", of: block) ?? ""
            let path = "messages.\(index).content.\(place)"
            if startsWithThinking == nil { startsWithThinking = type.hasSuffix("thinking") }
            switch type {
            case "thinking", "redacted_thinking": try MessagesProofs(request).check(block, at: path)
            case "tool_use":
                calls += 1
                try noteCall(block, at: path)
                openPlace = index
            case "tool_result", "image", "document", "search_result":
                throw .invalid("\(path): `\(type)` blocks are not permitted in assistant messages")
            default: break
            }
        }
        if calls > 0, lastLoopThinks == nil { lastLoopThinks = startsWithThinking }
        conversation.model(calls: calls)
    }

    private mutating func noteCall(_ block: Node, at path: String) throws(ProviderError) {
        let id = request.string("id", of: block) ?? ""
        guard seen.insert(id).inserted else {
            throw .invalid("\(path): `tool_use` ids must be unique")
        }
        open.append(id)
    }

    private mutating func readUser(
        _ content: Node?, at index: Int, isNewTurn: Bool, _ conversation: inout Conversation
    ) throws(ProviderError) {
        let said = request.joinedText(content)
        conversation.count(said.scalarCount)
        var results: [UInt8]?
        var hasOther = false
        for (place, block) in request.elements(content).enumerated() {
            let type = request.string("type", of: block) ?? ""
            let path = "messages.\(index).content.\(place)"
            switch type {
            case "tool_result":
                guard !hasOther else {
                    throw .invalid(
                        "\(path): `tool_result` blocks must come before all other content of a "
                            + "message")
                }
                try noteResult(block, at: path)
                let text = request.joinedText(request.member("content", of: block))
                conversation.count(text.scalarCount)
                results = text
            case "tool_use", "thinking", "redacted_thinking", "server_tool_use":
                throw .invalid("\(path): `\(type)` blocks can only be in assistant messages")
            default:
                hasOther = true
                try MessagesMedia(request).check(block, at: path)
            }
        }
        // A text behind results belongs to them: the turn is the tools', not the user's.
        if let results {
            conversation.result(results)
        } else if isNewTurn || conversation.toolResult == nil {
            conversation.user(said)
        }
    }

    private mutating func noteResult(_ block: Node, at path: String) throws(ProviderError) {
        let id = request.string("tool_use_id", of: block) ?? ""
        guard open.contains(id) else {
            throw .invalid(
                "\(path): unexpected `tool_use_id` found in `tool_result` blocks: \(id). Each "
                    + "`tool_result` block must have a corresponding `tool_use` block in the "
                    + "previous message.")
        }
        guard answered.insert(id).inserted else {
            throw .invalid(
                "\(path): each tool_use must have a single result. Found multiple `tool_result` "
                    + "blocks with id: \(id)")
        }
    }

    private mutating func finishUserTurn() throws(ProviderError) {
        let missing = open.filter { !answered.contains($0) }
        guard missing.isEmpty else {
            throw .invalid(
                "messages.\(openPlace): `tool_use` ids were found without `tool_result` blocks "
                    + "immediately after: \(missing.joined(separator: ", ")). Each `tool_use` "
                    + "block must have a corresponding `tool_result` block in the next message.")
        }
        open = []
    }

    private func checkEnd(_ message: Node?, role: String) throws(ProviderError) {
        guard let message, role == "assistant" else { return }
        guard open.isEmpty else {
            throw .invalid(
                "messages.\(openPlace): `tool_use` ids were found without `tool_result` blocks "
                    + "immediately after: \(open.joined(separator: ", ")).")
        }
        guard !thinking.isOn else {
            throw .invalid(
                "This model does not support assistant message prefill. The conversation must "
                    + "end with a user message.")
        }
        let said = request.joinedText(request.member("content", of: message))
        if let last = said.last, last == 0x20 || last == 0x0A || last == 0x09 {
            throw .invalid(
                "messages: final assistant content cannot end with trailing whitespace")
        }
    }
}
