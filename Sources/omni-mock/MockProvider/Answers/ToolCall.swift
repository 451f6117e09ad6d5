internal import NIOCore

/// A call that an answer makes.
package struct ToolCall: Sendable, Equatable {
    /// What its result refers to.
    package let id: String

    /// The tool.
    package let name: String

    /// Whether the tool takes free text.
    package let isCustom: Bool

    /// What is passed, in the parts that a stream sends, as they stand inside a JSON string.
    package let fragments: [[UInt8]]

    /// The calls that answer a request, if a model of this name calls tools now.
    ///
    /// - Parameters:
    ///   - request: A valid request.
    ///   - count: How many calls; they go through the tools in turn.
    /// - Returns: nil if the answer is text.
    static func calls(for request: ChatRequest, count: Int) -> [ToolCall]? {
        guard request.model.base.hasPrefix("tool"), !request.tools.isEmpty,
            request.toolResult == nil
        else { return nil }
        return (0..<count).map { index in
            let tool = request.tools[index % request.tools.count]
            return ToolCall(
                id: "call_mock_\(index)", name: tool.name, isCustom: tool.isCustom,
                fragments: fragments(of: tool.arguments))
        }
    }

    private static func fragments(of arguments: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        while start < arguments.count {
            var end = min(start + 12, arguments.count)
            while end < arguments.count, arguments[end] & 0xC0 == 0x80 { end += 1 }
            var escaped: [UInt8] = []
            JSONEscaping.append(arguments[start..<end], to: &escaped)
            parts.append(escaped)
            start = end
        }
        return parts
    }

    /// The call as it stands in an answer that is no stream.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(#"{"id":"#)
        buffer.writeJSON(id)
        buffer.writeString(
            isCustom ? #","type":"custom","custom":{"# : #","type":"function","function":{"#)
        buffer.writeStaticString(#""name":"#)
        buffer.writeJSON(name)
        buffer.writeString(isCustom ? #","input":""# : #","arguments":""#)
        for fragment in fragments { buffer.writeBytes(fragment) }
        buffer.writeStaticString("\"}}")
    }

    /// The deltas that a stream sends: first who is called, then what is passed, part by part.
    ///
    /// - Parameter index: Which of the answer's calls this is.
    /// - Returns: JSON objects, in the order of the stream.
    func deltas(index: Int) -> [[UInt8]] {
        let kind = isCustom ? "custom" : "function"
        let field = isCustom ? "input" : "arguments"
        var first = ByteBuffer()
        first.writeString(#"{"tool_calls":[{"index":\#(index),"id":"#)
        first.writeJSON(id)
        first.writeString(#","type":"\#(kind)","\#(kind)":{"name":"#)
        first.writeJSON(name)
        first.writeString(#","\#(field)":""}}]}"#)
        let before = Array(#"{"tool_calls":[{"index":\#(index),"\#(kind)":{"\#(field)":""#.utf8)
        let after = Array("\"}}]}".utf8)
        return [Array(first.readableBytesView)] + fragments.map { before + $0 + after }
    }
}
