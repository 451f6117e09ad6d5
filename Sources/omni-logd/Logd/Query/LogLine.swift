package import IPC
internal import JSON
internal import DaemonLife

/// Lines of JSON that a query answers with.
package enum LogLine {
    /// One request; with its attempts when they are given.
    package static func request(
        _ request: RequestRecord, attempts: [AttemptRecord]? = nil
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { object in
            write(request, to: &object)
            guard let attempts else { return }
            object.name("attempt_records")
            object.array { array in
                for attempt in attempts { array.object { write(attempt, to: &$0) } }
            }
        }
        return line(&writer)
    }

    /// Says that lines were left out because the reader was slow.
    package static func lost(_ count: Int) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { $0.member("lost", count) }
        return line(&writer)
    }

    private static func line(_ writer: inout JSONWriter) -> [UInt8] {
        var bytes = writer.take()
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private static func write(_ request: RequestRecord, to object: inout JSONWriter) {
        object.member("request_id", request.requestID)
        object.member("received", timestamp(wallMicroseconds: request.receivedUnixUs))
        object.member("received_unix_us", request.receivedUnixUs)
        object.member("key_id", request.keyID)
        object.member("key_name", request.keyName)
        word("dialect", request.dialect.word, to: &object)
        word("endpoint", request.endpoint.word, to: &object)
        object.member("model_asked", request.modelAsked)
        object.member("model_answered", request.modelAnswered)
        object.member("provider", request.provider)
        object.member("connection_id", request.connectionID)
        object.member("connection_name", request.connectionName)
        object.member("status", request.status)
        word("outcome", request.outcome.word, to: &object)
        object.member("error_code", request.errorCode)
        object.member("stream", request.stream)
        object.member("attempts", request.attempts)
        object.member("bytes_in", request.bytesIn)
        object.member("bytes_out", request.bytesOut)
        object.member("first_byte_us", request.firstByteUs)
        object.member("total_us", request.totalUs)
        write(request.usage, to: &object)
        object.member("secondhand", request.secondhand)
    }

    private static func write(_ attempt: AttemptRecord, to object: inout JSONWriter) {
        object.member("attempt", attempt.attempt)
        object.member("started", timestamp(wallMicroseconds: attempt.startedUnixUs))
        object.member("started_unix_us", attempt.startedUnixUs)
        // As text: readers of JSON with 53 bits would round it.
        object.member("lease_id", String(attempt.leaseID))
        object.member("connection_id", attempt.connectionID)
        object.member("connection_name", attempt.connectionName)
        object.member("provider", attempt.provider)
        object.member("model", attempt.model)
        object.member("status", attempt.status)
        word("failure", attempt.failure.word, to: &object)
        object.member("error_code", attempt.errorCode)
        object.member("connect_us", attempt.connectUs)
        object.member("first_byte_us", attempt.firstByteUs)
        object.member("first_token_us", attempt.firstTokenUs)
        object.member("total_us", attempt.totalUs)
        object.member("bytes_in", attempt.bytesIn)
        object.member("bytes_out", attempt.bytesOut)
        write(attempt.usage, to: &object)
    }

    private static func write(_ usage: Usage?, to object: inout JSONWriter) {
        object.name("usage")
        guard let usage else { return object.null() }
        object.object { object in
            word("source", usage.source.word, to: &object)
            object.member("input", usage.input)
            object.member("cached_input", usage.cachedInput)
            object.member("cache_write", usage.cacheWrite)
            object.member("output", usage.output)
            object.member("reasoning", usage.reasoning)
        }
    }

    private static func word(
        _ name: StaticString, _ word: StaticString, to object: inout JSONWriter
    ) {
        object.name(name)
        object.string(word)
    }
}
