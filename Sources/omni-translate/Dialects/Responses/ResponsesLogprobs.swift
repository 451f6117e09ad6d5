internal import JSON

/// Log probabilities between this dialect's bare list and openai-chat's object around it.
enum ResponsesLogprobs {
    /// A list as openai-chat has it.
    static func chat(_ list: RawJSON) -> RawJSON {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("content", raw: list.bytes)
            writer.name("refusal")
            writer.null()
        }
        return RawJSON(writer.take())
    }

    /// The elements of openai-chat's object, without brackets; empty when there are none.
    static func elements(_ chat: RawJSON) -> [UInt8] {
        guard let document = try? JSONDocument(chat.bytes),
            let list = document["content"], list.kind == .array, list.count > 0
        else { return [] }  // what cannot be read is no probability
        return Array(list.rawBytes.dropFirst().dropLast())
    }
}
