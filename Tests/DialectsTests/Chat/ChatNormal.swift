/// Brings two ways to say the same into one.
enum ChatNormal {
    /// A request without what the dialect allows to be said in several ways.
    static func request(_ value: [String: Any]) -> [String: Any] {
        var request = plain(value)
        for name in ["model", "stream_options"] { request[name] = nil }
        if request["stream"] as? Bool == false { request["stream"] = nil }
        if request["n"] as? Int == 1 { request["n"] = nil }
        if let text = request["stop"] as? String { request["stop"] = [text] }
        if request["modalities"] as? [String] == ["text"] { request["modalities"] = nil }
        for name in ["max_completion_tokens", "max_tokens"] {
            if let limit = request.removeValue(forKey: name) { request["limit"] = limit }
        }
        if (request["tools"] as? [Any])?.isEmpty == true { request["tools"] = nil }
        if request["tools"] == nil {
            request["tool_choice"] = nil
            request["parallel_tool_calls"] = nil
        }
        if request["tool_choice"] as? String == "any" { request["tool_choice"] = "required" }
        if let tools = request["tools"] as? [[String: Any]] { request["tools"] = tools.map(tool) }
        if (request["response_format"] as? [String: Any])?["type"] as? String == "text" {
            request["response_format"] = nil
        }
        request["messages"] = messages(request["messages"] as? [[String: Any]] ?? [])
        return request
    }

    private static func tool(_ value: [String: Any]) -> [String: Any] {
        var tool = value
        guard var function = tool["function"] as? [String: Any] else { return tool }
        if function["description"] as? String == "" { function["description"] = nil }
        var schema = function["parameters"] as? [String: Any] ?? [:]
        schema["type"] = schema["type"] ?? "object"
        schema["properties"] = schema["properties"] ?? [String: Any]()
        if (schema["required"] as? [Any])?.isEmpty == true { schema["required"] = nil }
        function["parameters"] = schema
        tool["function"] = function
        return tool
    }

    private static func messages(_ messages: [[String: Any]]) -> [[String: Any]] {
        var result: [[String: Any]] = []
        var system: [String] = []
        for message in messages {
            var message = message
            // Reasoning has several names, and hosts that repeat it in each.
            let reasoning = message.removeValue(forKey: "reasoning")
            if message["reasoning_content"] == nil { message["reasoning_content"] = reasoning }
            for name in ["refusal", "annotations", "audio", "cache_control", "function_call"] {
                message[name] = nil
            }
            if let parts = message["content"] as? [[String: Any]] {
                message["content"] = parts.map { $0.filter { $0.key != "cache_control" } }
            }
            let text = text(message["content"])
            if let text { message["content"] = text.isEmpty ? nil : text }
            switch message["role"] as? String {
            case "system" where result.isEmpty, "developer" where result.isEmpty:
                system.append(text ?? "")
            case "assistant":
                message["tool_calls"] = (message["tool_calls"] as? [[String: Any]]).map(calls)
                if message["reasoning_details"] == nil, let details = message["reasoning_content"] {
                    message["reasoning_content"] = details
                } else {
                    message["reasoning_content"] = nil
                }
                result.append(message)
            default: result.append(message)
            }
        }
        guard !system.isEmpty else { return result }
        let first: [String: Any] = [
            "role": "system", "content": system.joined(separator: "\n\n"),
        ]
        return [first] + result
    }

    private static func calls(_ calls: [[String: Any]]) -> [[String: Any]] {
        calls.map { call in
            var call = call
            call["index"] = nil
            call["type"] = call["type"] ?? "function"
            return call
        }
    }

    /// The text of content that is nothing else.
    private static func text(_ content: Any?) -> String? {
        if let text = content as? String { return text }
        guard let parts = content as? [[String: Any]], parts.count == 1,
            parts[0]["type"] as? String == "text"
        else { return nil }
        return parts[0]["text"] as? String
    }

    /// Without members that are null, at every depth.
    private static func plain(_ value: [String: Any]) -> [String: Any] {
        value.compactMapValues { plain(any: $0) }
    }

    private static func plain(any value: Any) -> Any? {
        if let object = value as? [String: Any] { return plain(object) }
        if let array = value as? [Any] { return array.map { plain(any: $0) ?? $0 } }
        return "\(value)" == "<null>" ? nil : value
    }
}
