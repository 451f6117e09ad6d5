internal import DaemonLife
package import IPC
internal import JSON

/// A console line as it stands on disk: one JSON object.
package enum ConsoleLine {
    /// Writes a line.
    ///
    /// - Parameters:
    ///   - record: What it says.
    ///   - id: Which producer's record it is, and the number there: "omni-route-812-1767225600123456:17".
    /// - Returns: The object and a line feed.
    package static func encoded(_ record: ConsoleRecord, id: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            object.member("time", timestamp(wallMicroseconds: record.unixUs))
            object.member("daemon", record.daemon)
            object.member("pid", Int(record.pid))
            object.name("level")
            object.string(record.level.word)
            object.member("message", record.message)
            object.name("fields")
            object.object { fields in
                for field in record.fields {
                    fields.name(text: field.name)
                    fields.string(field.value)
                }
            }
            object.member("id", id)
        }
        var bytes = writer.take()
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    /// The producer and number of a line on disk; nil when it has none or is cut.
    static func id(
        of line: some RandomAccessCollection<UInt8>
    ) -> (producer: String, number: UInt64)? {
        // The id is the last member, and holds no character that JSON escapes.
        guard line.last == UInt8(ascii: "}"), line.count > 8 else { return nil }
        let text = String(decoding: line.suffix(Limits.producerBytes + 32), as: UTF8.self)
        guard text.hasSuffix("\"}"), let start = text.dropLast(2).lastIndex(of: "\"") else {
            return nil
        }
        let id = text[text.index(after: start)...].dropLast(2)
        guard text[..<start].hasSuffix("\"id\":"), let colon = id.lastIndex(of: ":"),
            let number = UInt64(id[id.index(after: colon)...])
        else { return nil }
        return (String(id[..<colon]), number)
    }
}

extension LogLevel {
    var word: StaticString {
        switch self {
        case .levelNone: "none"
        case .levelTrace: "trace"
        case .levelDebug: "debug"
        case .levelInfo: "info"
        case .levelNotice: "notice"
        case .levelWarning: "warning"
        case .levelError: "error"
        case .levelCritical: "critical"
        }
    }
}
