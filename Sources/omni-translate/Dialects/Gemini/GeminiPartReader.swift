internal import IPC
internal import JSON

/// Reads the parts of contents, one after the other (facts: gemini, section 3).
struct GeminiPartReader {
    private var ledger = GeminiCallLedger()

    /// Members beside the data of a part.
    private static let modifiers: [StaticString] = [
        "thought", "thoughtSignature", "videoMetadata", "mediaResolution", "partMetadata",
    ]

    /// Reads one part.
    mutating func read(
        _ field: GeminiField, in role: Turn.Role, into blocks: inout [Block]
    ) throws(GatewayError) {
        if let text = field.string { return blocks.append(.text(TextBlock(text))) }
        let part = try field.object()
        let proof = try readProof(part, role, &blocks)
        guard let data = try data(part) else {
            // Nothing but modifiers: what is left of an empty text.
            if let proof { appendText("", proof, &blocks) }
            return
        }
        switch data.name {
        case "text": try readText(data.field, part, proof, &blocks)
        case "inlineData":
            blocks.append(.media(try GeminiMediaReader.inline(data.field, part)))
        case "fileData": blocks.append(.media(try GeminiMediaReader.file(data.field, part)))
        case "functionCall": try readCall(data.field, proof, role, &blocks)
        case "functionResponse": try readResult(data.field, role, &blocks)
        default:
            blocks.append(
                .opaque(OpaqueBlock(.gemini, type: data.name, json: field.raw)))
        }
    }

    /// Data that have a meaning in other dialects, the most frequent first.
    private static let known: [StaticString] = [
        "text", "functionCall", "functionResponse", "inlineData", "fileData",
    ]

    /// The one member that holds the part's data.
    private func data(_ part: GeminiObject) throws(GatewayError) -> GeminiObject.Member? {
        let document = part.field.document
        let held = document.bytes
        let bytes = held.span.bytes
        var found: GeminiObject.Member?
        var cursor = document.tape.members(of: part.field.node)
        while let member = document.tape.nextMember(&cursor) {
            guard !document.tape.isNull(member.value),
                let member = Self.data(member, part, bytes)
            else { continue }
            // An empty text beside something else is what some SDKs leave behind.
            if found != nil, member.name == "text", member.field.isEmptyText { continue }
            guard found == nil || found?.name == "text" && found?.field.isEmptyText == true else {
                throw part.field.wrong("a part holds exactly one kind of data")
            }
            found = member
        }
        return found
    }

    /// A member, unless it is a modifier.
    private static func data(
        _ member: JSONTape.Member, _ part: GeminiObject, _ bytes: RawSpan
    ) -> GeminiObject.Member? {
        let document = part.field.document
        for name in known where GeminiNames.spells(member.name, name, document.tape, bytes) {
            let field = GeminiField(
                document: document, node: member.value, path: .member(part.field.path, name))
            return GeminiObject.Member(name: name.description, field: field)
        }
        for name in modifiers where GeminiNames.spells(member.name, name, document.tape, bytes) {
            return nil
        }
        let name = GeminiNames.camelCase(document.tape.string(member.name, in: bytes) ?? "")
        let field = GeminiField(
            document: document, node: member.value, path: .own(part.field.path, name))
        return GeminiObject.Member(name: name, field: field)
    }

    // MARK: Text

    private func readText(
        _ field: GeminiField, _ part: GeminiObject, _ proof: Proof?, _ blocks: inout [Block]
    ) throws(GatewayError) {
        let text = try field.text()
        if try part["thought"]?.flag() == true {
            guard !text.isEmpty || proof != nil else { return }
            blocks.append(.reasoning(Reasoning(text, proof: proof)))
        } else if !text.isEmpty || proof != nil {
            appendText(text, proof, &blocks)
        }
    }

    private func appendText(_ text: String, _ proof: Proof?, _ blocks: inout [Block]) {
        var block = TextBlock(text)
        block.proof = proof
        blocks.append(.text(block))
    }

    // MARK: Proofs

    /// The signature of a part, unless it is of a foreign maker: then it goes to the thoughts that it belongs to.
    private func readProof(
        _ part: GeminiObject, _ role: Turn.Role, _ blocks: inout [Block]
    ) throws(GatewayError) -> Proof? {
        guard let field = part["thoughtSignature"] else { return nil }
        let signature = try field.text()
        guard !signature.isEmpty, role == .assistant else { return nil }
        guard let content = ProofEnvelope.open(signature) else { return Proof(.unknown, signature) }
        if content.proof.family == .google { return content.proof }
        let isThought = try part["thought"]?.flag() ?? false
        guard !isThought else { return content.proof }
        GeminiProofs.attach(content, to: &blocks)
        return nil
    }

    // MARK: Calls

    private mutating func readCall(
        _ field: GeminiField, _ proof: Proof?, _ role: Turn.Role, _ blocks: inout [Block]
    ) throws(GatewayError) {
        guard role == .assistant else { throw field.wrong("only the model calls functions") }
        let object = try field.object()
        let name = try object.required("name").text()
        let id = ledger.call(name, id: try id(object))
        var arguments = "{}"
        if let args = object["args"] {
            _ = try args.object()  // checked only
            arguments = args.raw.text
        }
        var call = ToolCall(id: id, name: name, arguments: arguments)
        call.proof = proof
        blocks.append(.toolCall(call))
    }

    private func id(_ object: GeminiObject) throws(GatewayError) -> String? {
        guard let id = try object["id"]?.text(), !id.isEmpty else { return nil }
        return id
    }

    private mutating func readResult(
        _ field: GeminiField, _ role: Turn.Role, _ blocks: inout [Block]
    ) throws(GatewayError) {
        guard role != .assistant else { throw field.wrong("the model does not answer functions") }
        let object = try field.object()
        let name = try object.required("name").text()
        var result = ToolResult(callID: ledger.result(name, id: try id(object)), content: [])
        result.name = name
        if let response = object["response"] {
            GeminiResultText.read(response, into: &result)
        }
        try object["parts"]?.forEachElement { (part) throws(GatewayError) in
            let part = try part.object()
            if let data = part["inlineData"] {
                result.content.append(.media(try GeminiMediaReader.inline(data, part)))
            } else if let data = part["fileData"] {
                result.content.append(.media(try GeminiMediaReader.file(data, part)))
            }
        }
        blocks.append(.toolResult(result))
    }
}
