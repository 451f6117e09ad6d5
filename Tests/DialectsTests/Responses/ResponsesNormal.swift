import Foundation

@testable import Dialects

/// What two documents of this dialect must have in common to mean the same.
///
/// The differences that are allowed: ids of items and the status of those in a request (they are made anew), a text in
/// place of a message of one text part, leading system messages in `instructions`, parts of a summary joined by a blank
/// line, tools among the items moved to `tools`, empty lists.
enum ResponsesNormal {
    typealias Object = [String: Any]

    // MARK: Requests

    static func request(_ body: Object) -> Object {
        var result = body.filter { !($0.value is NSNull) }
        var instructions = [body["instructions"] as? String ?? ""].filter { !$0.isEmpty }
        var tools = body["tools"] as? [Object] ?? []
        var items: [Object] = []
        let input =
            body["input"] as? [Object] ?? [["role": "user", "content": body["input"] ?? ""]]
        for item in input {
            let role = item["role"] as? String
            if item["type"] as? String == "additional_tools" {
                tools += item["tools"] as? [Object] ?? []
            } else if items.isEmpty, role == "system" || role == "developer" {
                instructions += texts(item["content"])
            } else {
                items += self.item(item)
            }
        }
        result["input"] = items
        result["instructions"] = instructions.isEmpty ? nil : instructions.joined(separator: "\n\n")
        result["tools"] = tools.isEmpty ? nil : tools
        if tools.isEmpty { result["tool_choice"] = nil }
        if tools.isEmpty { result["parallel_tool_calls"] = nil }
        if result["stream"] as? Bool == false { result["stream"] = nil }
        if (result["include"] as? [String])?.isEmpty == true { result["include"] = nil }
        if let tier = result["reasoning"] as? Object {
            let kept = tier.filter { !($0.value is NSNull) }
            result["reasoning"] = kept.isEmpty ? nil : kept
        }
        return result
    }

    private static func texts(_ content: Any?) -> [String] {
        if let text = content as? String { return [text] }
        return (content as? [Object] ?? []).compactMap { $0["text"] as? String }
    }

    private static func item(_ item: Object) -> [Object] {
        var result = item.filter { !($0.value is NSNull) }
        let type = item["type"] as? String ?? "message"
        result["type"] = type
        switch type {
        case "message":
            result["id"] = nil
            result["status"] = nil
            return message(result)
        case "function_call", "function_call_output", "custom_tool_call":
            result["id"] = nil
            result["status"] = nil
            for name in ["output", "arguments"] where result[name] is [Object] {
                result[name] = (result[name] as? [Object])?.map(part)
            }
            if let id = result["call_id"] as? String {
                result["call_id"] = CallIDs.legal(id, .length(64))
            }
        case "reasoning":
            result["status"] = nil
            let parts = (item["summary"] as? [Object] ?? []).compactMap { $0["text"] as? String }
            result["summary"] = parts.isEmpty ? "" : parts.joined(separator: "\n\n")
            if (result["content"] as? [Object])?.isEmpty == true { result["content"] = nil }
        default: break
        }
        return [result]
    }

    private static func message(_ item: Object) -> [Object] {
        let isAssistant = item["role"] as? String == "assistant"
        let type = isAssistant ? "output_text" : "input_text"
        let parts =
            (item["content"] as? String).map { [["type": type, "text": $0] as Object] }
            ?? item["content"] as? [Object] ?? []
        guard isAssistant else {
            var result = item
            if result["role"] as? String == "system" { result["role"] = "developer" }
            result["content"] = parts.map(part)
            return [result]
        }
        return parts.map { part in
            var result = item
            result["content"] = [self.part(part)]
            return result
        }
    }

    private static func part(_ part: Object) -> Object {
        var result = part.filter { !($0.value is NSNull) }
        if (part["logprobs"] as? [Any])?.isEmpty ?? false { result["logprobs"] = nil }
        if (part["annotations"] as? [Any])?.isEmpty ?? false { result["annotations"] = nil }
        if part["type"] as? String == "input_image", part["detail"] == nil {
            result["detail"] = "auto"
        }
        return result
    }

    // MARK: Answers

    /// The items of a response: one line each.
    static func output(_ response: Object) -> [String] {
        (response["output"] as? [Object] ?? []).flatMap(lines)
    }

    /// The items of a stream, as its `output_item.done` events give them.
    static func stream(_ stream: String) -> [String] {
        let events = ResponsesTesting.objects(stream)
        let done = events.filter { $0["type"] as? String == "response.output_item.done" }
        let items = done.compactMap { $0["item"] as? Object }.flatMap(lines)
        // The last event seals reasoning anew; clients keep what came before. Some send items in it only.
        let last = output(events.last { $0["response"] != nil }?["response"] as? Object ?? [:])
        return items.count >= last.count ? items : last
    }

    private static func lines(_ item: Object) -> [String] {
        let type = item["type"] as? String ?? "?"
        func text(_ name: String) -> String { item[name] as? String ?? "" }
        switch type {
        case "message":
            return (item["content"] as? [Object] ?? []).compactMap { part in
                let text = part["text"] as? String ?? part["refusal"] as? String ?? ""
                let notes = ResponsesTesting.sorted(part["annotations"] ?? [])
                return text.isEmpty
                    ? nil : "\(type) \(item["phase"] as? String ?? "") \(text) \(notes)"
            }
        case "reasoning":
            let summary = (item["summary"] as? [Object] ?? []).compactMap { $0["text"] as? String }
            let content = (item["content"] as? [Object] ?? []).compactMap { $0["text"] as? String }
            let shown = (summary.isEmpty ? content : summary).joined(separator: "\n\n")
            return ["\(type) \(shown) \(text("encrypted_content"))"]
        case "function_call":
            let arguments = text("arguments").isEmpty ? "{}" : text("arguments")
            return ["\(type) \(text("call_id")) \(text("name")) \(arguments)"]
        case "custom_tool_call":
            return ["\(type) \(text("call_id")) \(text("name")) \(text("input"))"]
        default: return [ResponsesTesting.sorted(item)]
        }
    }

    /// Input, cached, output, reasoning, total.
    static func usage(_ response: Object) -> [Int] {
        guard let usage = response["usage"] as? Object else { return [] }
        let input = usage["input_tokens_details"] as? Object
        let output = usage["output_tokens_details"] as? Object
        return [
            usage["input_tokens"] as? Int ?? -1, input?["cached_tokens"] as? Int ?? 0,
            usage["output_tokens"] as? Int ?? -1, output?["reasoning_tokens"] as? Int ?? 0,
            usage["total_tokens"] as? Int ?? -1,
        ]
    }
}
