/// Cuts a stream of server-sent events at the empty lines between them.
struct EventFrames {
    /// One event as it came, its empty line with it.
    struct Frame: Equatable {
        let bytes: [UInt8]
        /// Its name; nil without one.
        var event: String?
        /// The number that a client comes again with; nil without one.
        var id: String?
    }

    private var bytes: [UInt8] = []
    private var start = 0
    private var searched = 0

    /// Bytes of an event that is not whole yet.
    var waiting: Int { bytes.count - start }

    /// Adds what came.
    mutating func add(_ piece: RawSpan) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }

    /// The next event that is whole.
    mutating func next() -> Frame? {
        let lineFeed = UInt8(ascii: "\n")
        while searched + 1 < bytes.count {
            guard bytes[searched] == lineFeed, bytes[searched + 1] == lineFeed else {
                searched += 1
                continue
            }
            let frame = Array(bytes[start..<searched + 2])
            searched += 2
            start = searched
            return Self.read(frame)
        }
        return nil
    }

    private static func read(_ bytes: [UInt8]) -> Frame {
        var frame = Frame(bytes: bytes)
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let value = value(of: "event:", in: line) { frame.event = value }
            if let value = value(of: "id:", in: line) { frame.id = value }
        }
        return frame
    }

    private static func value(of field: StaticString, in line: ArraySlice<UInt8>) -> String? {
        let name = field.description.utf8
        guard line.starts(with: name) else { return nil }
        let value = line.dropFirst(name.count)
        return String(
            decoding: value.first == UInt8(ascii: " ") ? value.dropFirst() : value, as: UTF8.self)
    }

    /// An event of this process; it has no number, so a client goes on from the last that logd gave.
    static func frame(_ topic: EventTopic, _ json: [UInt8]) -> [UInt8] {
        Array("event: \(topic.rawValue)\ndata: ".utf8) + json + Array("\n\n".utf8)
    }
}
