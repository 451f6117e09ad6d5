import IPC
import JSON

@testable import Logd

/// Records that have a place in a trace.
enum TelemetrySamples {
    static let traceID: [UInt8] = (1...16).map { UInt8($0) }
    static let clientSpan: [UInt8] = (21...28).map { UInt8($0) }
    static let received: Int64 = 1_767_225_600_000_000

    static func trace(sampled: Bool = true, parent: [UInt8] = clientSpan) -> Trace {
        Trace(traceID: traceID, parentSpanID: parent, sampled: sampled, state: "vendor=1")
    }

    static func request(
        _ id: String = "r-1", attempts: UInt32 = 1, at time: Int64 = received
    ) -> RequestRecord {
        var request = RequestRecord()
        request.requestID = id
        request.receivedUnixUs = time
        request.dialect = .openaiChat
        request.endpoint = .chat
        request.modelAsked = "work/m"
        request.modelAnswered = "m-2026"
        request.status = 200
        request.outcome = .complete
        request.attempts = attempts
        request.totalUs = 90_000
        request.firstByteUs = 40_000
        request.finishReason = "stop"
        request.cost = Cost(total: 1_234_560_000)
        request.timings = Timings(receive: 1_000, decide: 500, queue: 200)
        request.trace = trace()
        return request
    }

    static func attempt(
        _ id: String = "r-1", _ number: UInt32 = 1, at time: Int64 = received
    ) -> AttemptRecord {
        var attempt = AttemptRecord()
        attempt.requestID = id
        attempt.receivedUnixUs = time
        attempt.attempt = number
        attempt.startedUnixUs = time + 2_000
        attempt.provider = "mistral"
        attempt.model = "m"
        attempt.dialect = .openaiChat
        attempt.status = 200
        attempt.answered = true
        attempt.connectUs = 300
        attempt.firstByteUs = 900
        attempt.totalUs = 80_000
        attempt.decideUs = 500
        attempt.host = "api.example.com:443"
        attempt.usage = Usage(source: .reported, input: 20, cachedInput: 5, output: 7)
        attempt.trace = trace()
        return attempt
    }

    static func id(_ request: String, _ attempt: UInt32, _ name: StaticString) -> [UInt8] {
        SpanID.of(
            trace: traceID, request: request, receivedUnixUs: received, attempt: attempt,
            name: name)
    }
}
