import JSON
import NIOCore

@testable import MockProvider

/// Reads a request body as the mock does.
func validate(_ body: String) throws -> PromptRequest {
    try ChatValidator.validate(ByteBuffer(string: body), with: JSONReader())
}

/// The error that a request body is refused with; nil if it is not.
func refusal(_ body: String) -> ProviderError? {
    do {
        _ = try validate(body)
        return nil
    } catch {
        return error as? ProviderError
    }
}

/// A body with one user message, and more fields.
func chat(_ model: String, _ text: String = "hello there you", more: String = "") -> String {
    #"{"model":"\#(model)","messages":[{"role":"user","content":"\#(text)"}]\#(more)}"#
}

/// A request as it goes over the wire.
func wire(_ body: String, path: String = "/v1/chat/completions", fields: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: mock\r\n\(fields)"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
}

let identity = AnswerIdentity(id: "chatcmpl-1", created: 1_760_000_000, model: "m")

/// All that a script sends, and the last thing that happened.
func play(_ body: String) throws -> (text: String, last: StreamScript.Step) {
    let request = try validate(body)
    let directives = request.model.directives
    let answer = Answer(to: request, directives: directives)
    var script = StreamScript(
        answer, identity: identity, request: request, directives: directives)
    var text = ""
    while true {
        var buffer = ByteBuffer()
        let step = script.next(into: &buffer, now: 123)
        text += String(buffer: buffer)
        if step != .event, step != .chunk { return (text, step) }
    }
}

/// The documents of a stream's data lines, without `[DONE]`.
func events(_ text: String) -> [String] {
    // Line feed with and without carriage return, which are two different characters.
    text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("data: {") }.map {
        String($0.dropFirst(6))
    }
}

/// The text of a member, found by its path of names and numbers.
func value(_ document: String, _ path: String...) -> String? {
    let reader = JSONReader()
    guard (try? reader.parse(ByteBuffer(string: document))) != nil else { return nil }
    var node = reader.root
    for step in path {
        if let index = Int(step) {
            var elements = reader.elements(of: node)
            var rest = index
            var found = reader.nextElement(&elements)
            while rest > 0 {
                found = reader.nextElement(&elements)
                rest -= 1
            }
            guard let found else { return nil }
            node = found
        } else {
            var members = reader.members(of: node)
            var found: JSONReader.Node?
            while let member = reader.nextMember(&members) {
                if reader.string(member.name) == step { found = member.value }
            }
            guard let found else { return nil }
            node = found
        }
    }
    if let text = reader.string(node) { return text }
    var raw: [UInt8] = []
    reader.appendRaw(node, to: &raw)
    return String(decoding: raw, as: UTF8.self)
}
