internal import NIOCore

/// A call that an answer makes.
package struct ToolCall: Sendable, Equatable {
    /// Which of all calls of the conversation this is, from 0; ids are made of it.
    package let number: Int

    /// The tool.
    package let tool: OfferedTool

    /// What is passed, as it is.
    package let arguments: [UInt8]

    /// What is passed, in the parts that a stream sends, as they stand inside a JSON string.
    package let fragments: [[UInt8]]

    /// A call.
    init(_ number: Int, of tool: OfferedTool, passing arguments: [UInt8]) {
        self.number = number
        self.tool = tool
        self.arguments = arguments
        fragments = Self.fragments(of: arguments)
    }

    /// What its result refers to, in the dialects of OpenAI.
    package var id: String { "call_mock_\(number)" }

    /// Whether the tool takes free text.
    package var isCustom: Bool { tool.kind == .custom }

    /// The calls that answer a request, if its model or its directives want any.
    ///
    /// - Parameters:
    ///   - request: A valid request.
    ///   - directives: Say how many calls there are, which go through the tools in turn, and
    ///     whether an agent answers.
    /// - Returns: nil if the answer is text.
    static func calls(for request: PromptRequest, _ directives: Directives) -> [ToolCall]? {
        guard !request.tools.isEmpty, request.conversation.toolResult == nil else { return nil }
        let first = request.conversation.callCount
        if directives.agent {
            guard let tool = ShellTool.best(of: request.tools),
                let arguments = tool.commandArguments
            else { return nil }
            return [ToolCall(first, of: tool, passing: arguments)]
        }
        guard request.model.base.hasPrefix("tool") else { return nil }
        return (0..<(directives.calls ?? 1)).map { index in
            let tool = request.tools[index % request.tools.count]
            return ToolCall(first + index, of: tool, passing: tool.arguments)
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

    /// The call as it stands in a chat answer that is no stream.
    func write(to buffer: inout ByteBuffer) {
        buffer.writeStaticString(#"{"id":"#)
        buffer.writeJSON(id)
        buffer.writeString(
            isCustom ? #","type":"custom","custom":{"# : #","type":"function","function":{"#)
        buffer.writeStaticString(#""name":"#)
        buffer.writeJSON(tool.name)
        buffer.writeString(isCustom ? #","input":""# : #","arguments":""#)
        for fragment in fragments { buffer.writeBytes(fragment) }
        buffer.writeStaticString("\"}}")
    }

    /// The deltas that a chat stream sends: first who is called, then what is passed, part by part.
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
        first.writeJSON(tool.name)
        first.writeString(#","\#(field)":""}}]}"#)
        let before = Array(#"{"tool_calls":[{"index":\#(index),"\#(kind)":{"\#(field)":""#.utf8)
        let after = Array("\"}}]}".utf8)
        return [Array(first.readableBytesView)] + fragments.map { before + $0 + after }
    }
}
