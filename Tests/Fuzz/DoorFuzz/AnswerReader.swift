/// Reads the answers a client received, one after the other.
struct AnswerReader {
    private var rest: Substring.UTF8View
    /// Whether the last answer ended the connection.
    private(set) var saidClose = false

    init(_ output: String) { rest = output[...].utf8 }

    /// Whether all was read.
    var isAtEnd: Bool { rest.isEmpty }

    /// Reads one answer, which must be whole and well formed.
    mutating func next(isHead: Bool) {
        demand(!saidClose, "an answer after the last")
        let status = line()
        demand(status.hasPrefix("HTTP/1.1 "), "no status line")
        var names: Set<String> = []
        var length = 0
        while true {
            let field = line()
            if field.isEmpty { break }
            guard let colon = field.firstIndex(of: ":") else {
                fatalError("a line of an answer is no field")
            }
            let name = String(field[..<colon])
            demand(names.insert(name).inserted, "a field of an answer is repeated")
            let value = field[colon...].dropFirst(2)
            if name == "content-length" { length = Int(value) ?? -1 }
            if name == "connection" { saidClose = value == "close" }
        }
        demand(names.contains("x-request-id"), "an answer without a name")
        guard !isHead else { return }
        demand(length >= 0 && length <= rest.count, "an answer is cut off")
        rest = rest.dropFirst(length)
    }

    private mutating func line() -> String {
        guard let end = rest.firstIndex(of: 0x0D) else {
            fatalError("an answer's head is cut off")
        }
        let line = rest[..<end]
        demand(!line.contains(0x0A), "a bare line feed in an answer")
        rest = rest[end...].dropFirst(2)
        return String(decoding: line, as: UTF8.self)
    }
}
