internal import JSON

/// Walks the input of a Responses request by the rules that hold between its items.
struct ResponsesItems {
    typealias Node = JSONReader.Node

    private let request: ResponsesReader
    /// Calls by their id, with whether their output has come.
    private var calls: [(id: String, isAnswered: Bool)] = []
    private var ids: Set<String> = []

    /// What ids of items begin with, by the type of the item.
    private static let prefixes = [
        "message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc",
    ]

    /// Items of a request whose shape has been checked.
    init(_ request: ResponsesReader) {
        self.request = request
    }

    /// Checks all items.
    ///
    /// - Parameter prompt: Learns what is said, and what compaction keeps of it.
    /// - Throws: The first rule that is broken.
    consuming func read(into prompt: inout PromptRequest) throws(ProviderError) {
        guard let input = request.member("input", of: request.root) else { return }
        if request.reader.kind(input) == .string {
            let text = request.text(input)
            prompt.conversation.count(text.scalarCount)
            prompt.conversation.user(text)
            return
        }
        let items = request.elements(input)
        var kept: [UInt8] = []
        for (index, item) in items.enumerated() {
            let type = request.string("type", of: item) ?? "message"
            let path = "input[\(index)]"
            try checkId(of: item, type, at: path)
            try take(item, type, at: path, &prompt)
            if type == "reasoning" {
                try checkFollower(of: item, index + 1 < items.count ? items[index + 1] : nil)
            }
            if type == "message", request.string("role", of: item) == "user" {
                if !kept.isEmpty { kept.append(UInt8(ascii: ",")) }
                request.reader.appendRaw(item, to: &kept)
            }
        }
        if let open = calls.first(where: { !$0.isAnswered }) {
            throw .invalid("No tool output found for function call \(open.id).", "input")
        }
        prompt.echoed["user messages"] = kept
        if request.string("type", of: items[items.count - 1]) == "compaction_trigger" {
            prompt.echoed["compaction"] = []
        }
    }

    private mutating func checkId(
        of item: Node, _ type: String, at path: String
    ) throws(ProviderError) {
        guard let id = request.string("id", of: item), type != "item_reference" else { return }
        if let prefix = Self.prefixes[type], !id.hasPrefix(prefix) {
            throw .invalid(
                "Invalid '\(path).id': '\(id)'. Expected an ID that begins with '\(prefix)'.",
                "\(path).id", code: "invalid_value")
        }
        guard ids.insert(id).inserted else {
            throw .invalid(
                "Duplicate item found with id \(id). Remove duplicate items from your input and "
                    + "try again.", "input")
        }
    }

    private mutating func take(
        _ item: Node, _ type: String, at path: String, _ prompt: inout PromptRequest
    ) throws(ProviderError) {
        switch type {
        case "message": try takeMessage(item, at: path, &prompt)
        case "reasoning": try checkProof(of: item, at: path)
        case "compaction", "compaction_summary": try checkProof(of: item, at: path)
        case "function_call", "custom_tool_call", "local_shell_call", "shell_call":
            calls.append((request.string("call_id", of: item) ?? "", false))
            prompt.conversation.model(calls: 1)
        case "function_call_output", "custom_tool_call_output", "shell_call_output",
            "local_shell_call_output":
            try takeOutput(item, at: path, &prompt)
        case "item_reference":
            throw .invalid(
                "Item with id '\(request.string("id", of: item) ?? "")' not found.", path)
        default: break
        }
    }

    private func takeMessage(
        _ item: Node, at path: String, _ prompt: inout PromptRequest
    ) throws(ProviderError) {
        let role = request.string("role", of: item) ?? ""
        let content = request.member("content", of: item)
        let allowed =
            role == "assistant"
            ? ["output_text", "refusal"]
            : ["input_text", "input_image", "input_file", "input_audio"]
        for (index, part) in request.elements(content).enumerated() {
            let type = request.string("type", of: part) ?? ""
            guard allowed.contains(type) else {
                throw .wrongValue(
                    "\(path).content[\(index)].type", type,
                    allowed.map { "'\($0)'" }.joined(separator: ", "))
            }
            try checkMedia(part, type, at: "\(path).content[\(index)]")
        }
        let text = request.joinedText(content)
        prompt.conversation.count(text.scalarCount)
        if role == "user" { prompt.conversation.user(text) }
        if role == "assistant" { prompt.conversation.model(calls: 0) }
    }

    private func checkMedia(_ part: Node, _ type: String, at path: String) throws(ProviderError) {
        func has(_ names: String...) -> Bool {
            names.contains { request.member($0, of: part) != nil }
        }
        if type == "input_image" {
            guard has("image_url", "file_id") else { throw .missing("\(path).image_url") }
            let url = request.string("image_url", of: part) ?? "https://"
            guard ["http://", "https://", "data:image/"].contains(where: { url.hasPrefix($0) })
            else {
                throw .invalid(
                    "Invalid '\(path).image_url'. Expected a valid URL, but got a value with an "
                        + "invalid format.", "\(path).image_url", code: "invalid_value")
            }
        }
        guard type == "input_file" else { return }
        guard has("file_id", "file_data", "file_url") else { throw .missing("\(path).file_id") }
        if let data = request.string("file_data", of: part), !data.hasPrefix("data:") {
            throw .invalid(
                "Invalid file data: '\(path).file_data'. Expected a base64-encoded data URL.",
                "\(path).file_data", code: "invalid_value")
        }
    }

    private mutating func takeOutput(
        _ item: Node, at path: String, _ prompt: inout PromptRequest
    ) throws(ProviderError) {
        // The output of a local shell names its call by `id`, older ones by `call_id`.
        let id = request.string("call_id", of: item) ?? request.string("id", of: item) ?? ""
        guard let index = calls.firstIndex(where: { $0.id == id && !$0.isAnswered }) else {
            throw .invalid(
                "No tool call found for function call output with call_id \(id).", "input")
        }
        calls[index].isAnswered = true
        var text = request.joinedText(request.member("output", of: item))
        for part in request.elements("output", of: item) {
            text += request.text(request.member("stdout", of: part))
            text += request.text(request.member("stderr", of: part))
        }
        prompt.conversation.count(text.scalarCount)
        prompt.conversation.result(text)
    }

    private func checkProof(of item: Node, at path: String) throws(ProviderError) {
        guard let proof = request.string("encrypted_content", of: item) else {
            let isStored = request.member("store", of: request.root)
                .flatMap { request.reader.bool($0) }
            guard isStored == false, let id = request.string("id", of: item) else { return }
            throw .invalid(
                "Item with id '\(id)' not found. Items are not persisted when `store` is set to "
                    + "false. Try again with `store` set to true, or remove this item from your "
                    + "input.", "input")
        }
        guard Proof.isIssued(proof, .openai), !ResponsesWriter.isProvisional(proof) else {
            throw .invalid(
                "The encrypted content for item \(request.string("id", of: item) ?? path) could "
                    + "not be verified. Reason: Encrypted content could not be decrypted or "
                    + "parsed.", code: "invalid_encrypted_content")
        }
    }

    private func checkFollower(of item: Node, _ next: Node?) throws(ProviderError) {
        let type = next.map { request.string("type", of: $0) ?? "message" } ?? ""
        let isOutput = type.isEmpty || type.hasSuffix("_output")
        let role = next.flatMap { request.string("role", of: $0) } ?? "assistant"
        guard isOutput || role != "assistant" else { return }
        let id = request.string("id", of: item) ?? ""
        throw .invalid(
            "Item '\(id)' of type 'reasoning' was provided without its required following item.",
            "input")
    }
}
