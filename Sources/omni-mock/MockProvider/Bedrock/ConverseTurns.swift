/// Walks the messages of a Converse request by the rules that hold between them.
struct ConverseTurns {
    typealias Node = JSONReader.Node

    private let request: ConverseReader
    /// Calls of the message before.
    private var open: [String] = []
    private var seen: Set<String> = []

    /// Messages of a request whose shape has been checked.
    init(_ request: ConverseReader) {
        self.request = request
    }

    /// Checks all messages.
    ///
    /// - Parameter conversation: Learns what is said.
    /// - Throws: The first rule that is broken.
    consuming func read(into conversation: inout Conversation) throws(ProviderError) {
        let messages = request.elements("messages", of: request.root)
        var expected = "user"
        for (index, message) in messages.enumerated() {
            let role = request.string("role", of: message) ?? ""
            guard role == expected else { throw Self.wrongRole(at: index) }
            expected = role == "user" ? "assistant" : "user"
            let blocks = request.elements("content", of: message)
            guard !blocks.isEmpty else {
                throw .invalid(
                    "The content field in the Message object at messages.\(index) is empty. Add a "
                        + "ContentBlock object to the content field and try again.")
            }
            conversation.count(request.joinedText(parts: blocks).scalarCount)
            if role == "user" {
                try readUser(blocks, at: index, &conversation)
            } else {
                try readModel(blocks, at: index, &conversation)
            }
        }
        guard expected == "assistant" else {
            throw .invalid(
                "The model returned the following errors: This model does not support assistant "
                    + "message prefill. The conversation must end with a user message.")
        }
    }

    private static func wrongRole(at index: Int) -> ProviderError {
        index == 0
            ? .invalid(
                "A conversation must start with a user message. Try again with a conversation that "
                    + "starts with a user message.")
            : .invalid(
                "A conversation must alternate between user and assistant roles. Make sure the "
                    + "conversation alternates between user and assistant roles and try again.")
    }

    private mutating func readUser(
        _ blocks: [Node], at index: Int, _ conversation: inout Conversation
    ) throws(ProviderError) {
        var result: [UInt8]?
        var missing = open
        for (place, block) in blocks.enumerated() {
            let path = "messages.\(index).content.\(place)"
            guard request.member("toolUse", of: block) == nil,
                request.member("reasoningContent", of: block) == nil
            else { throw .invalid("The \(path) block can only be in an assistant message.") }
            guard let answer = request.member("toolResult", of: block) else { continue }
            let id = request.string("toolUseId", of: answer) ?? ""
            guard let found = missing.firstIndex(of: id) else {
                throw .invalid(
                    "The number of toolResult blocks at messages.\(index).content exceeds the "
                        + "number of toolUse blocks of previous turn.")
            }
            missing.remove(at: found)
            result = try text(of: answer, at: path)
        }
        guard missing.isEmpty else {
            throw .invalid(
                "Expected toolResult blocks at messages.\(index).content for the following Ids: "
                    + missing.joined(separator: ", "))
        }
        open = []
        try checkDocuments(blocks, at: index)
        if let result {
            conversation.count(result.scalarCount)
            conversation.result(result)
        } else {
            conversation.user(request.joinedText(parts: blocks))
        }
    }

    private func text(of result: Node, at path: String) throws(ProviderError) -> [UInt8] {
        let content = request.elements("content", of: result)
        var bytes: [UInt8] = []
        for part in content {
            if let text = request.member("text", of: part) { bytes += request.text(text) }
            if let json = request.member("json", of: part) {
                request.reader.appendRaw(json, to: &bytes)
            }
        }
        return bytes
    }

    /// A document needs a name of its own, of few kinds of characters, and a text beside it.
    private func checkDocuments(_ blocks: [Node], at index: Int) throws(ProviderError) {
        let documents = blocks.compactMap { request.member("document", of: $0) }
        guard !documents.isEmpty else { return }
        guard blocks.contains(where: { request.member("text", of: $0) != nil }) else {
            throw .invalid(
                "A text block must be included with the documents at messages.\(index).content.")
        }
        var names: Set<String> = []
        for document in documents {
            let name = request.string("name", of: document) ?? ""
            let isPlain = name.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || " -()[]".contains($0))
            }
            guard isPlain, !name.contains("  ") else {
                throw .invalid(
                    "The document file name can only contain alphanumeric characters, whitespace "
                        + "characters, hyphens, parentheses, and square brackets. The name can't "
                        + "contain more than one consecutive whitespace character.")
            }
            guard names.insert(name).inserted else {
                throw .invalid("The document file names must be unique, '\(name)' is not.")
            }
        }
    }

    private mutating func readModel(
        _ blocks: [Node], at index: Int, _ conversation: inout Conversation
    ) throws(ProviderError) {
        var calls: [String] = []
        for (place, block) in blocks.enumerated() {
            let path = "messages.\(index).content.\(place)"
            // A type marks the calls that Bedrock has answered itself, and their results.
            if let result = request.member("toolResult", of: block),
                request.member("type", of: result) == nil
            {
                throw .invalid("The \(path) block can only be in a user message.")
            }
            if let reasoning = request.member("reasoningContent", of: block) {
                try checkProof(of: reasoning, at: path)
            }
            guard let call = request.member("toolUse", of: block),
                request.string("type", of: call) != "server_tool_use"
            else { continue }
            let id = request.string("toolUseId", of: call) ?? ""
            guard seen.insert(id).inserted else {
                throw .invalid("The toolUse id \(id) at \(path) is not unique.")
            }
            calls.append(id)
        }
        open = calls
        conversation.model(calls: calls.count)
    }

    private func checkProof(of reasoning: Node, at path: String) throws(ProviderError) {
        let isRight: Bool
        if let data = request.string("redactedContent", of: reasoning) {
            isRight = Proof.isIssued(data, .bedrock, of: Array("redacted".utf8))
        } else {
            let text = request.member("reasoningText", of: reasoning)
            let said = request.text(text.flatMap { request.member("text", of: $0) })
            let signature = text.flatMap { request.string("signature", of: $0) } ?? ""
            isRight = Proof.isIssued(signature, .bedrock, of: said.escaped)
        }
        guard isRight else {
            throw .invalid(
                "The model returned the following errors: \(path): Invalid `signature` in "
                    + "`thinking` block")
        }
    }
}
