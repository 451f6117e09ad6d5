import Foundation

/// Brings two ways to say the same into one.
enum GeminiNormal {
    /// What belongs to the caller and is not read as the dialect.
    private static let opaque: Set<String> = [
        "args", "response", "parameters", "parametersJsonSchema", "responseSchema",
        "responseJsonSchema", "_responseJsonSchema", "labels",
    ]

    /// Fields of one value or a list of them.
    private static let lists: Set<String> = [
        "contents", "parts", "tools", "functionDeclarations",
    ]

    /// A request without what the dialect allows to be said in several ways.
    static func request(_ value: [String: Any]) -> [String: Any] {
        var request = plain(value)
        request["model"] = nil
        if let text = request["systemInstruction"] as? String {
            request["systemInstruction"] = ["parts": [["text": text]]]
        }
        if var system = request["systemInstruction"] as? [String: Any] {
            system["role"] = nil
            system["parts"] = (system["parts"] as? [[String: Any]] ?? []).map { part in
                part.filter { $0.key == "text" }
            }.filter { $0["text"] as? String != "" }
            request["systemInstruction"] = system
        }
        if ((request["systemInstruction"] as? [String: Any])?["parts"] as? [Any])?.isEmpty == true {
            request["systemInstruction"] = nil
        }
        request["contents"] = merged(request["contents"] as? [[String: Any]] ?? [])
        request["tools"] = tools(request["tools"] as? [[String: Any]] ?? [])
        for name in ["toolConfig", "generationConfig", "tools"] {
            if (request[name] as? [String: Any])?.isEmpty == true { request[name] = nil }
            if (request[name] as? [Any])?.isEmpty == true { request[name] = nil }
        }
        return request
    }

    /// One group of functions, then the provider's own tools, one a group.
    private static func tools(_ groups: [[String: Any]]) -> [[String: Any]] {
        var functions: [Any] = []
        var builtins: [[String: Any]] = []
        for group in groups {
            for (name, value) in group.sorted(by: { $0.key < $1.key }) {
                if name == "functionDeclarations" {
                    functions += value as? [Any] ?? []
                } else {
                    builtins.append([name: value])
                }
            }
        }
        return (functions.isEmpty ? [] : [["functionDeclarations": functions]]) + builtins
    }

    /// Camel case, lists, and nothing that is null or false without need.
    private static func plain(_ value: [String: Any]) -> [String: Any] {
        var result: [String: Any] = [:]
        for (name, value) in value {
            let camel = camelCase(name)
            if value is NSNull { continue }
            if opaque.contains(camel) {
                result[camel] = value
            } else if let object = value as? [String: Any] {
                let inner = plain(object)
                result[camel] = lists.contains(camel) ? [inner] : inner
            } else if let array = value as? [Any] {
                result[camel] = array.map { element in
                    (element as? [String: Any]).map { plain($0) as Any } ?? element
                }
            } else if camel == "data" || camel == "thoughtSignature" {
                result[camel] = base64(value)
            } else if ["thought", "includeThoughts"].contains(camel), "\(value)" == "0" {
                continue
            } else {
                result[camel] = camel == "thinkingLevel" ? "\(value)".uppercased() : value
            }
        }
        return result
    }

    private static func base64(_ value: Any) -> Any {
        guard let text = value as? String else { return value }
        return text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(
            of: "_", with: "/")
    }

    private static func camelCase(_ name: String) -> String {
        if name.hasPrefix("_") { return name }
        let words = name.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
    }

    /// Neighbours of one role as one; empty texts and contents gone.
    private static func merged(_ contents: [[String: Any]]) -> [[String: Any]] {
        var merged: [[String: Any]] = []
        for content in contents {
            var role = content["role"] as? String ?? "user"
            if role == "function" || role == "tool" { role = "user" }
            let parts = (content["parts"] as? [[String: Any]] ?? []).map(part).filter { part in
                part["text"] as? String != "" || part["thoughtSignature"] != nil
            }
            if merged.last?["role"] as? String == role {
                let before = merged.removeLast()["parts"] as? [Any] ?? []
                merged.append(["role": role, "parts": before + parts])
            } else if !parts.isEmpty {
                merged.append(["role": role, "parts": parts])
            }
        }
        return merged
    }

    /// A call without arguments has empty ones; ids of the gateway's own are none.
    private static func part(_ value: [String: Any]) -> [String: Any] {
        var part = value
        for name in ["functionCall", "functionResponse"] {
            guard var inner = part[name] as? [String: Any] else { continue }
            if name == "functionCall", inner["args"] == nil { inner["args"] = [String: Any]() }
            // A result gets the id of its call, and a call without one gets one.
            let isInvented = (inner["id"] as? String)?.hasPrefix("call_") == true
            if isInvented || name == "functionResponse" { inner["id"] = nil }
            part[name] = inner
        }
        return part
    }
}
