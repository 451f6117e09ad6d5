/// What must be known of an openai-responses stream to continue it: how many events it has had, and the answer's id.
package struct ResponsesProgress: Equatable {
    /// Events so far, which is the sequence number of the next.
    package private(set) var events = 0
    /// The beginning of the stream, where the first event tells the id.
    private var beginning: [UInt8] = []
    /// How much of `data:` the current line has begun with; nil once it is decided.
    private var matched: Int? = 0

    private static let field: StaticString = "data:"
    private static let beginningBytes = 512
    private static let idBytes = 128

    /// At the start of a stream.
    package init() {}

    /// Looks at bytes that are sent; each event has its data on one line.
    package mutating func sent(_ bytes: RawSpan) {
        if beginning.count < Self.beginningBytes {
            let count = min(bytes.byteCount, Self.beginningBytes - beginning.count)
            for offset in 0..<count { beginning.append(bytes.byte(offset)) }
        }
        var offset = 0
        while offset < bytes.byteCount {
            guard let matched else {
                guard let end = bytes.lineFeed(from: offset) else { return }
                offset = end + 1
                self.matched = 0
                continue
            }
            let byte = bytes.byte(offset)
            guard byte == Self.field.utf8Start[matched] else {
                // The line feed of an empty line, or of a short one, begins the next line.
                self.matched = byte == 0x0A ? 0 : nil
                offset += 1
                continue
            }
            offset += 1
            self.matched = matched + 1
            guard matched + 1 == Self.field.utf8CodeUnitCount else { continue }
            events += 1
            self.matched = nil
        }
    }

    /// The id that the first event gave the answer; nil when it is not there.
    package var id: String? {
        let marks = Array("\"id\":\"".utf8)
        let bytes = beginning.span.bytes
        for start in beginning.indices.dropLast(marks.count)
        where bytes.matches(start..<start + marks.count, "\"id\":\"") {
            let from = start + marks.count
            let text = beginning[from...].prefix { ByteClass.isToken($0) }
            // Cut off by the end of what is kept, or nothing that an id is made of.
            guard text.endIndex < beginning.count, beginning[text.endIndex] == UInt8(ascii: "\""),
                1...Self.idBytes ~= text.count
            else { return nil }
            return String(decoding: text, as: UTF8.self)
        }
        return nil
    }
}
