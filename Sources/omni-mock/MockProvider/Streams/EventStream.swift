internal import NIOCore

/// Frames the events of a stream as `text/event-stream` has them.
struct EventStream: Sendable {
    private let lineEnd: String

    /// Lines end in LF, or in CR LF.
    init(crlf: Bool) {
        lineEnd = crlf ? "\r\n" : "\n"
    }

    /// Writes an event with data and, where the dialect has it, a name.
    func write(_ data: JSONText, named name: String? = nil, to buffer: inout ByteBuffer) {
        if let name { buffer.writeString("event: \(name)\(lineEnd)") }
        buffer.writeStaticString("data: ")
        buffer.writeBytes(data.bytes)
        buffer.writeString(lineEnd + lineEnd)
    }

    /// Writes a comment.
    func writeComment(to buffer: inout ByteBuffer) {
        buffer.writeString(": mock processing\(lineEnd)\(lineEnd)")
    }

    /// Writes an event whose data holds no JSON.
    func writeGarbage(named name: String? = nil, to buffer: inout ByteBuffer) {
        write(#"{"type":"garb"#, named: name, to: &buffer)
    }
}
