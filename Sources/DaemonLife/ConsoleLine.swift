internal import IPC
internal import Logging

/// What is kept of a line: short, without secrets.
enum ConsoleLine {
    /// Bytes of a message and of a field's value, and fields of a line.
    static let messageBytes = 1024
    static let valueBytes = 1024
    static let fields = 12

    /// A line without its place and time.
    static func record(
        _ level: Logger.Level, _ message: String, _ fields: [(String, String)]
    ) -> ConsoleRecord {
        ConsoleRecord(
            level: self.level(level), message: shown(message, messageBytes),
            fields: fields.prefix(self.fields).map { name, value in
                LogField(name: cut(name, 64), value: shown(value, valueBytes))
            })
    }

    private static func shown(_ text: String, _ limit: Int) -> String {
        cut(Redaction.masked(cut(text, 4 * limit)), limit)
    }

    /// As many whole characters as fit.
    private static func cut(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            guard result.utf8.count + 4 <= limit else { break }
            result.unicodeScalars.append(scalar)
        }
        return result
    }

    private static func level(_ level: Logger.Level) -> LogLevel {
        switch level {
        case .trace: .levelTrace
        case .debug: .levelDebug
        case .info: .levelInfo
        case .notice: .levelNotice
        case .warning: .levelWarning
        case .error: .levelError
        case .critical: .levelCritical
        }
    }
}
