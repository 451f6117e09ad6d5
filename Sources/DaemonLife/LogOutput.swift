internal import Glibc
public import Logging

/// How log lines leave the process.
public enum LogFormat: String, Sendable {
    /// Structured records to the journal.
    case journal
    /// `level=info msg="…" key=value`.
    case logfmt
    /// One JSON object a line.
    case json
}

/// Writes log records to the journal or, where there is none, to stderr; of a daemon to logd's console as well.
public struct LogOutput: LogHandler {
    /// Lowest level written anywhere; setting it says what is shown here.
    public var logLevel: Logger.Level {
        get { console == nil ? shown : min(shown, ConsoleLines.lowest) }
        set { shown = newValue }
    }
    /// Fields of every line.
    public var metadata: Logger.Metadata = [:]
    private let name: String
    private let format: LogFormat
    /// Lowest level written to the journal or stderr.
    private var shown: Logger.Level
    private let console: ConsoleLines?

    /// Output for the program `name`; `OMNI_LOG_FORMAT` (logfmt, json) and `OMNI_LOG_LEVEL` choose.
    public init(name: String) { self.init(name: name, console: nil) }

    /// The same, with lines for `console` too, whatever is shown.
    init(name: String, console: ConsoleLines?) {
        self.name = name
        self.console = console
        if ServiceManager.hasJournal {
            format = .journal
        } else {
            format = environment("OMNI_LOG_FORMAT").flatMap { LogFormat(rawValue: $0) } ?? .logfmt
        }
        shown = environment("OMNI_LOG_LEVEL").flatMap { Logger.Level(rawValue: $0) } ?? .notice
    }

    /// One field of every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one record.
    public func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        let message = "\(event.message)"
        if let console, event.level >= ConsoleLines.lowest {
            console.add(event.level, message, fields, at: nowMicroseconds())
        }
        guard event.level >= shown else { return }
        switch format {
        case .journal: ServiceManager.journal(journalFields(event.level, message, fields))
        case .logfmt: writeLine(logfmtLine(event.level, message, fields))
        case .json: writeLine(jsonLine(event.level, message, fields))
        }
    }

    private func journalFields(
        _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> [String] {
        var text = message
        for (key, value) in fields { text += " \(key)=\(quoted(value))" }
        return ["MESSAGE=\(text)", "PRIORITY=\(priority(level))", "SYSLOG_IDENTIFIER=\(name)"]
            + fields.map { "OMNI_\($0.0.uppercased())=\($0.1)" }
    }

    func logfmtLine(
        _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> String {
        var line =
            "time=\(timestamp(wallMicroseconds: nowMicroseconds())) level=\(level) daemon=\(name)"
        line += " msg=\(quoted(message))"
        for (key, value) in fields { line += " \(key)=\(quoted(value))" }
        return line + "\n"
    }

    func jsonLine(
        _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> String {
        var line = "{\"time\":\"\(timestamp(wallMicroseconds: nowMicroseconds()))\""
        let all = [("level", "\(level)"), ("daemon", name), ("msg", message)] + fields
        for (key, value) in all { line += ",\(jsonString(key)):\(jsonString(value))" }
        return line + "}\n"
    }

    private func writeLine(_ line: String) {
        let bytes = Array(line.utf8)
        // stderr may be closed or full; a log line is not worth more than one try.
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// syslog(3) priorities.
    private func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

private func nowMicroseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
}

/// A time as RFC 3339 in UTC with milliseconds, such as "2026-01-31T09:30:00.125Z".
public func timestamp(wallMicroseconds: Int64) -> String {
    var seconds = time_t(wallMicroseconds / 1_000_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date =
        "\(padded(Int(parts.tm_year) + 1900, 4))-\(padded(Int(parts.tm_mon) + 1, 2))-\(padded(Int(parts.tm_mday), 2))"
    let clock =
        "\(padded(Int(parts.tm_hour), 2)):\(padded(Int(parts.tm_min), 2)):\(padded(Int(parts.tm_sec), 2))"
    return "\(date)T\(clock).\(padded(Int(wallMicroseconds / 1000 % 1000), 3))Z"
}

/// A logfmt value: bare when it can be, else in quotes.
private func quoted(_ value: String) -> String {
    let plain = value.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7f && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
    }
    return plain && !value.isEmpty ? value : jsonString(value)
}

private func jsonString(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text + "\""
}
