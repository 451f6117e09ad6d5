internal import IPC
internal import JSON

/// Frames of server-sent events (WHATWG HTML, 9.2): name and data are single lines.
enum EventFrame {
    /// A frame with a number and no event: what a reader resumes from.
    static func position(_ sequence: Int64) -> [UInt8] { Array("id: \(sequence)\n\n".utf8) }

    /// A comment, so that nobody takes the stream for dead.
    static let heartbeat = Array(": \n\n".utf8)

    /// A request.
    static func finished(_ request: RequestRecord, _ sequence: Int64) -> [UInt8] {
        frame("request.finished", sequence) { writer in
            writer.object { RowJSON.write(request, sequence: sequence, to: &$0) }
        }
    }

    /// A request that was told before by another daemon, now as ingress tells it.
    static func replaced(_ request: RequestRecord, _ sequence: Int64) -> [UInt8] {
        frame("request.replaced", sequence) { writer in
            writer.object { RowJSON.write(request, sequence: sequence, to: &$0) }
        }
    }

    /// Some requests that are not told one by one; the number is that of the last of them.
    static func many(_ count: Int, _ sequence: Int64) -> [UInt8] {
        frame("request.many", sequence) { writer in writer.object { $0.member("count", count) } }
    }

    /// Something is missing here: ask for what there is, and go on.
    static func reset(_ sequence: Int64) -> [UInt8] {
        frame("reset", sequence) { writer in writer.object { $0.member("seq", sequence) } }
    }

    /// A console line.
    static func line(_ record: ConsoleRecord) -> [UInt8] {
        frame("console.line", nil) { writer in
            writer.object { object in
                object.member("time", RowTime.line(record.unixUs))
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
            }
        }
    }

    /// Some console lines that are not told one by one; nil where nobody knows how many.
    static func manyLines(_ count: Int?) -> [UInt8] {
        frame("console.many", nil) { writer in
            writer.object { object in
                object.name("count")
                if let count { object.int(count) } else { object.null() }
            }
        }
    }

    /// The sums of a second.
    static func tick(_ cells: [UInt64], at time: Int64) -> [UInt8] {
        frame("stats.tick", nil) { writer in
            writer.object { object in
                object.member("time", RowTime.text(time))
                object.member("unix_us", time)
                SumsJSON.write(cells[...], to: &object)
            }
        }
    }

    private static func frame(
        _ name: String, _ sequence: Int64?, _ data: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        if let sequence { bytes += "id: \(sequence)\n".utf8 }
        bytes += "event: \(name)\ndata: ".utf8
        var writer = JSONWriter(appendingTo: bytes)
        data(&writer)
        bytes = writer.take()
        bytes += "\n\n".utf8
        return bytes
    }
}
