internal import IPC
internal import JSON

/// Reads a whole request into canonical form (facts: gemini, sections 2–5).
enum GeminiRequestReader {
    /// Fields that have a place in the canonical form, or none at all.
    private static let known: Set<String> = [
        "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "labels",
        "serviceTier", "model",
    ]

    /// Reads the request.
    static func read(_ source: RequestSource) throws(GatewayError) -> ModelRequest {
        let facts = try GeminiFacts.read(source)
        let document = GeminiField.Document(bytes: source.bytes, tape: source.tape)
        let root = GeminiObject(
            GeminiField(document: document, node: GeminiFacts.root(source), path: .root))
        var request = ModelRequest(model: facts.model)
        request.stream = facts.stream
        request.includesUsage = facts.stream
        if let system = root["systemInstruction"] { request.system = try self.system(system) }
        try readContents(try root.required("contents"), &request)
        if let tools = root["tools"] { request.tools = try GeminiToolReader.tools(tools) }
        if let config = root["toolConfig"] { try GeminiToolReader.choice(config, &request) }
        if let config = root["generationConfig"] { try GeminiConfigReader.read(config, &request) }
        if let labels = root["labels"] {
            _ = try labels.object()  // checked only
            request.metadata = labels.raw
        }
        request.serviceTier = try root["serviceTier"]?.text().lowercased()
        for member in root.members where !known.contains(member.name) {
            request.extensions.append(
                Extension(
                    dialect: .gemini, name: member.name, value: member.field.raw))
        }
        return request
    }

    // MARK: System text

    private static func system(_ field: GeminiField) throws(GatewayError) -> [TextBlock] {
        if let text = field.string { return text.isEmpty ? [] : [TextBlock(text)] }
        if field.kind == .array { return try systemParts(field) }
        let object = try field.object()
        if let parts = object["parts"] { return try systemParts(parts) }
        guard object["text"] != nil else { return [] }
        return try systemParts(field)
    }

    private static func systemParts(_ parts: GeminiField) throws(GatewayError) -> [TextBlock] {
        var blocks: [TextBlock] = []
        try parts.forEachElement { (part) throws(GatewayError) in
            let text: String
            if let plain = part.string {
                text = plain
            } else {
                let object = try part.object()
                guard let field = object["text"] else {
                    throw part.wrong("only text can be an instruction")
                }
                text = try field.text()
            }
            if !text.isEmpty { blocks.append(TextBlock(text)) }
        }
        return blocks
    }

    // MARK: Contents

    private static func readContents(
        _ contents: GeminiField, _ request: inout ModelRequest
    ) throws(GatewayError) {
        var reader = GeminiPartReader()
        try contents.forEachElement { (content) throws(GatewayError) in
            let object = try content.object()
            let role = try role(object["role"])
            var blocks: [Block] = []
            try object["parts"]?.forEachElement { (part) throws(GatewayError) in
                try reader.read(part, in: role, into: &blocks)
            }
            guard !blocks.isEmpty else { return }
            if role == .system, request.turns.isEmpty {
                for case .text(let text) in blocks { request.system.append(text) }
            } else {
                request.turns.append(Turn(role, blocks))
            }
        }
    }

    private static func role(_ field: GeminiField?) throws(GatewayError) -> Turn.Role {
        guard let field else { return .user }
        switch try field.text() {
        // The first two named the role of a tool's answer once.
        case "function", "tool", "user", "": return .user
        case "model", "assistant": return .assistant
        case "system", "developer": return .system
        default: throw field.wrong("must be 'user' or 'model'")
        }
    }
}
