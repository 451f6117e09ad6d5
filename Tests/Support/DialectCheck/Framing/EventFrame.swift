/// One event of a stream.
struct EventFrame: Sendable {
    /// The name of the `event:` line.
    var name: String?

    var data: [UInt8] = []

    /// Where the event stands, for violations.
    var path = ""

    var isDone: Bool { data == Array("[DONE]".utf8) }

    var isBlank: Bool { name == nil && data.isEmpty }
}
