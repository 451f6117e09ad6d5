internal import IPC

/// Decisions as bytes: a quarter of what they are as JSON, and a tenth of the work.
///
/// They are written with every request and read when somebody asks. A request is a list of decisions and of calls, each of
/// which belongs to the decision that gave its lease. Texts of enumerations and their numbers on the wire never change.
enum TraceCode {
    /// Begins a decision.
    private static let decision: UInt64 = 1
    /// Begins a call.
    private static let call: UInt64 = 2

    /// Appends a decision without its call.
    static func append(_ trace: DecisionTrace, to writer: inout WireWriter) {
        writer.varint(decision)
        writer.varint(UInt64(trace.attempt))
        writer.varint(UInt64(bitPattern: trace.wall))
        writer.text(trace.asked)
        writer.text(trace.combo)
        writer.varint(UInt64(UInt32(bitPattern: trace.strategy.rawValue)))
        writer.varint(UInt64(trace.unserved.count))
        for name in trace.unserved { writer.text(name) }
        writer.varint(UInt64(trace.steps.count))
        for step in trace.steps {
            writer.text(step.connection)
            writer.text(step.model)
            writer.text(step.reason?.rawValue ?? "")
            writer.varint(step.waitMs)
        }
        writer.varint(UInt64(clamping: trace.more))
        switch trace.result {
        case .waited: writer.varint(0)
        case .leased(let connection, let model, let leaseID, let delayMs):
            writer.varint(1)
            writer.text(connection)
            writer.text(model)
            writer.varint(leaseID)
            writer.varint(UInt64(delayMs))
        case .denied(let code):
            writer.varint(2)
            writer.text(code.rawValue)
        }
        writer.varint(trace.nanoseconds)
    }

    /// Appends how the call of a lease went, without its message.
    static func append(_ said: DecisionTrace.Call, of leaseID: UInt64, to writer: inout WireWriter)
    {
        writer.varint(call)
        writer.varint(leaseID)
        writer.varint(UInt64(UInt32(bitPattern: said.failure.rawValue)))
        writer.varint(UInt64(UInt32(bitPattern: said.reason.rawValue)))
        writer.varint(UInt64(said.status))
        writer.varint(said.firstTokenMicroseconds)
        writer.varint(said.totalMicroseconds)
    }

    /// The decisions in bytes, oldest first, each with its call; as far as they are readable.
    static func decoded(_ bytes: [UInt8], requestID: String) -> [DecisionTrace] {
        var found: [DecisionTrace] = []
        var reader = WireReader(bytes.span.bytes)
        do throws(WireError) {
            while reader.hasMore {
                switch try reader.varint(bytes.span.bytes) {
                case decision:
                    found.append(try readDecision(bytes.span.bytes, &reader, requestID))
                case call:
                    let (leaseID, call) = try readCall(bytes.span.bytes, &reader)
                    let place = found.lastIndex { $0.leaseID == leaseID }
                    if let place { found[place].call = call }
                default: return found
                }
            }
        } catch {
            // What damaged bytes no longer say is not known.
        }
        return found
    }

    private static func readDecision(
        _ bytes: RawSpan, _ reader: inout WireReader, _ requestID: String
    ) throws(WireError) -> DecisionTrace {
        DecisionTrace(
            requestID: requestID, attempt: UInt32(clamping: try reader.varint(bytes)),
            wall: Int64(bitPattern: try reader.varint(bytes)), asked: try reader.string(bytes),
            combo: try reader.string(bytes),
            strategy: Strategy(rawValue: try reader.int32(bytes)) ?? .priority,
            unserved: try texts(bytes, &reader), steps: try steps(bytes, &reader),
            more: Int(clamping: try reader.varint(bytes)), result: try result(bytes, &reader),
            nanoseconds: try reader.varint(bytes))
    }

    private static func texts(
        _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) -> [String] {
        var texts: [String] = []
        for _ in 0..<(try reader.varint(bytes)) { texts.append(try reader.string(bytes)) }
        return texts
    }

    private static func steps(
        _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) -> [DecisionTrace.Step] {
        var steps: [DecisionTrace.Step] = []
        for _ in 0..<(try reader.varint(bytes)) {
            steps.append(
                DecisionTrace.Step(
                    connection: try reader.string(bytes), model: try reader.string(bytes),
                    reason: SkipReason(rawValue: try reader.string(bytes)),
                    waitMs: try reader.varint(bytes)))
        }
        return steps
    }

    private static func result(
        _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) -> DecisionTrace.Result {
        switch try reader.varint(bytes) {
        case 1:
            return .leased(
                connection: try reader.string(bytes), model: try reader.string(bytes),
                leaseID: try reader.varint(bytes), delayMs: try reader.uint32(bytes))
        case 2: return .denied(RefusalCode(rawValue: try reader.string(bytes)) ?? .noTarget)
        default: return .waited
        }
    }

    private static func readCall(
        _ bytes: RawSpan, _ reader: inout WireReader
    ) throws(WireError) -> (leaseID: UInt64, call: DecisionTrace.Call) {
        let leaseID = try reader.varint(bytes)
        return (
            leaseID,
            DecisionTrace.Call(
                failure: FailureClass(rawValue: try reader.int32(bytes)) ?? .none,
                reason: FailureReason(rawValue: try reader.int32(bytes)) ?? .reasonNone,
                status: try reader.uint32(bytes),
                firstTokenMicroseconds: try reader.varint(bytes),
                totalMicroseconds: try reader.varint(bytes), message: "")
        )
    }
}

extension WireWriter {
    /// Appends a text after its length.
    mutating func text(_ text: String) {
        let bytes = text.utf8
        varint(UInt64(bytes.count))
        raw(bytes)
    }
}
