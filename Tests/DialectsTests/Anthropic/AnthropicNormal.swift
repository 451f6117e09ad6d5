/// Brings two ways to say the same into one.
enum AnthropicNormal {
    /// A request without what the dialect allows to be said in several ways.
    static func request(_ value: [String: Any]) -> [String: Any] {
        var request = plain(value)
        for name in ["model", "anthropic_version"] { request[name] = nil }
        if request["stream"] as? Bool == false { request["stream"] = nil }
        if let text = request["system"] as? String { request["system"] = [block(text)] }
        if (request["tools"] as? [Any])?.isEmpty == true { request["tools"] = nil }
        if let format = request.removeValue(forKey: "output_format") {
            var config = request["output_config"] as? [String: Any] ?? [:]
            config["format"] = format
            request["output_config"] = config
        }
        request["messages"] = merged(request["messages"] as? [[String: Any]] ?? [])
        if var choice = request["tool_choice"] as? [String: Any],
            choice["disable_parallel_tool_use"] as? Bool == false
        {
            choice["disable_parallel_tool_use"] = nil
            request["tool_choice"] = choice
        }
        return request
    }

    /// An answer without what has no place in the canonical form.
    static func answer(_ value: [String: Any]) -> [String: Any] {
        var answer = plain(value)
        for name in ["container", "context_management", "stop_details", "usage", "provider"] {
            answer[name] = nil
        }
        // Whether there are calls decides about the reason: one recording has calls that its own code made, and "end_turn".
        let content = answer["content"] as? [[String: Any]] ?? []
        if answer["stop_reason"] as? String == "end_turn",
            content.contains(where: { $0["type"] as? String == "tool_use" })
        {
            answer["stop_reason"] = "tool_use"
        }
        // An answer without content gets an empty text, since some clients stop without any.
        if content.isEmpty { answer["content"] = [block("")] }
        return answer
    }

    private static func block(_ text: String) -> [String: Any] { ["type": "text", "text": text] }

    /// Without members that are null, at every depth.
    private static func plain(_ value: [String: Any]) -> [String: Any] {
        value.compactMapValues { plain(any: $0) }
    }

    private static func plain(any value: Any) -> Any? {
        if let object = value as? [String: Any] { return plain(object) }
        if let array = value as? [Any] { return array.map { plain(any: $0) ?? $0 } }
        return "\(value)" == "<null>" ? nil : value
    }

    private static func merged(_ messages: [[String: Any]]) -> [[String: Any]] {
        var merged: [[String: Any]] = []
        for message in messages {
            var content = blocks(message["content"])
            let role = message["role"] as? String ?? ""
            if merged.last?["role"] as? String == role {
                content = blocks(merged.removeLast()["content"]) + content
            }
            merged.append(["role": role, "content": content])
        }
        return merged
    }

    private static func blocks(_ content: Any?) -> [[String: Any]] {
        if let text = content as? String { return [block(text)] }
        let blocks = content as? [[String: Any]] ?? []
        return blocks.map { block in
            guard block["type"] as? String == "tool_result" else { return block }
            var result = block
            result["content"] = Self.blocks(block["content"])
            if block["is_error"] as? Bool == false { result["is_error"] = nil }
            return result
        }
    }
}
