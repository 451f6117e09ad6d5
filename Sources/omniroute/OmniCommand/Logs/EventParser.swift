/// Reads server-sent events from bytes as they come (HTML Living Standard, section 9.2.6).
struct EventParser {
    /// An event: what it is about, its data, and the number it has.
    struct Event: Equatable {
        var name = "message"
        var data: [UInt8] = []
    }

    /// A line beyond this is cut there.
    private static let lineLimitBytes = 1 << 20
    /// Data of one event at most; what is beyond is left out.
    private static let dataLimitBytes = 4 << 20

    /// The last id that a whole event has given; also one without data.
    private(set) var lastID: String?
    private var line: [UInt8] = []
    private var isAfterReturn = false
    private var name = ""
    private var data: [UInt8]?
    private var id: String?

    /// Takes the next bytes; the events that are whole with them.
    mutating func read(_ bytes: some Sequence<UInt8>) -> [Event] {
        var events: [Event] = []
        for byte in bytes {
            let follows = isAfterReturn && byte == UInt8(ascii: "\n")
            isAfterReturn = byte == UInt8(ascii: "\r")
            if follows { continue }
            if byte == UInt8(ascii: "\n") || isAfterReturn {
                if let event = endLine() { events.append(event) }
            } else if line.count < Self.lineLimitBytes {
                line.append(byte)
            }
        }
        return events
    }

    /// Forgets what was cut off by the end of a connection.
    mutating func reset() {
        line = []
        isAfterReturn = false
        (name, data, id) = ("", nil, nil)
    }

    private mutating func endLine() -> Event? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return dispatch() }
        let colon = line.firstIndex(of: UInt8(ascii: ":"))
        let field = line[..<(colon ?? line.endIndex)]
        var value = colon.map { line[line.index(after: $0)...] } ?? []
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: field, as: UTF8.self) {
        case "event": name = String(decoding: value, as: UTF8.self)
        case "data": add(value)
        case "id" where !value.contains(0): id = String(decoding: value, as: UTF8.self)
        default: break
        }
        return nil
    }

    private mutating func add(_ value: ArraySlice<UInt8>) {
        guard var all = data else { return data = Array(value) }
        guard all.count + value.count < Self.dataLimitBytes else { return }
        all.append(UInt8(ascii: "\n"))
        all += value
        data = all
    }

    private mutating func dispatch() -> Event? {
        defer { (name, data, id) = ("", nil, nil) }
        if let id { lastID = id }
        guard let data else { return nil }
        return Event(name: name.isEmpty ? "message" : name, data: data)
    }
}
