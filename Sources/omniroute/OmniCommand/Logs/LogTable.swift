internal import JSON

/// A table of the ledger that the management API pages through.
protocol LogTable {
    /// The part of the path, and the command: "requests".
    static var name: String { get }
    /// What the command shows, as its help says it.
    static var abstract: String { get }
    /// The field that names a row.
    static var nameField: String { get }
    /// Said when there are none.
    static var nothing: String { get }
    /// A row as a line of text.
    static func line(_ row: JSONValue, _ paint: Paint) -> String
    /// The options of filters that hold for it, without their hyphens.
    static var filters: [String] { get }
}

/// Requests of clients.
enum RequestTable: LogTable {
    static let name = "requests"
    static let abstract = "Show the requests that were served, the newest last."
    static let nameField = "request_id"
    static let nothing = "no request is in the ledger, or none fits"
    static let filters = [
        "since", "until", "key", "provider", "connection", "model", "combo", "client", "endpoint",
        "result", "status", "errors", "min-cost", "slower-than", "search",
    ]
    static func line(_ row: JSONValue, _ paint: Paint) -> String { RequestLine.text(row, paint) }
}

/// Attempts at providers.
enum AttemptTable: LogTable {
    static let name = "attempts"
    static let abstract = "Show the attempts at providers, the newest last."
    static let nameField = "request_id"
    static let nothing = "no attempt is in the ledger, or none fits"
    static let filters = [
        "since", "until", "provider", "connection", "model", "combo", "result", "status", "errors",
        "min-cost", "slower-than", "search",
    ]
    static func line(_ row: JSONValue, _ paint: Paint) -> String { AttemptLine.text(row, paint) }
}

/// All calls to the outside.
enum CallTable: LogTable {
    static let name = "calls"
    static let abstract = "Show all calls to the outside, by which proxy and how; the newest last."
    static let nameField = "host"
    static let nothing = "no call is in the ledger, or none fits"
    static let filters = [
        "since", "until", "connection", "result", "status", "errors", "slower-than", "search",
    ]
    static func line(_ row: JSONValue, _ paint: Paint) -> String { CallLine.text(row, paint) }
}

/// Lines of the daemons' logs.
enum ConsoleTable: LogTable {
    static let name = "console"
    static let abstract = "Show what the daemons say about themselves, the newest last."
    static let nameField = "daemon"
    static let nothing = "no line is kept, or none fits"
    static let filters = [
        "since", "until", "level", "daemon", "search",
    ]
    static func line(_ row: JSONValue, _ paint: Paint) -> String { ConsoleLine.text(row, paint) }
}
