import Foundation

/// Brings two ways to say the same into one.
enum OllamaNormal {
    /// A request without what may be left out, as text.
    static func request(_ text: String) -> String {
        var request = object(text)
        if request["stream"] == nil { request["stream"] = true }
        if request["format"] as? String == "" { request["format"] = nil }
        if (request["options"] as? [String: Any])?.isEmpty == true { request["options"] = nil }
        // A chat tells the same in messages.
        if let prompt = request.removeValue(forKey: "prompt") {
            var message: [String: Any] = ["role": "user", "content": prompt]
            message["images"] = request.removeValue(forKey: "images")
            request["messages"] = [message]
        }
        if request["system"] as? String == "" { request["system"] = nil }
        let messages = request["messages"] as? [[String: Any]] ?? []
        request["messages"] = messages.map(message)
        return Self.text(request)
    }

    private static func message(_ value: [String: Any]) -> [String: Any] {
        var message = value
        // Ids of calls and names of results pair them, in one way or the other.
        for name in ["tool_name", "tool_call_id", "name"] { message[name] = nil }
        if (message["images"] as? [Any])?.isEmpty == true { message["images"] = nil }
        let calls = message["tool_calls"] as? [[String: Any]]
        message["tool_calls"] = calls.map { calls in
            calls.map { call -> [String: Any] in
                let function = call["function"] as? [String: Any] ?? [:]
                return [
                    "function": [
                        "name": function["name"] ?? "", "arguments": function["arguments"] ?? "",
                    ]
                ]
            }
        }
        if calls?.isEmpty == true { message["tool_calls"] = nil }
        if (message["thinking"] as? String)?.isEmpty == true { message["thinking"] = nil }
        if message["content"] == nil { message["content"] = "" }
        return message
    }

    private static func object(_ text: String) -> [String: Any] {
        let root = (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
        return plain(root ?? [:])
    }

    /// Without members that are null, at every depth.
    private static func plain(_ value: [String: Any]) -> [String: Any] {
        value.compactMapValues { plain(any: $0) }
    }

    private static func plain(any value: Any) -> Any? {
        if let object = value as? [String: Any] { return plain(object) }
        if let array = value as? [Any] { return array.map { plain(any: $0) ?? $0 } }
        return value is NSNull ? nil : value
    }

    private static func text(_ value: [String: Any]) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
