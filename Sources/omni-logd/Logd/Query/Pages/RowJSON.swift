internal import DaemonLife
package import IPC
package import JSON

/// Rows as JSON, as the API, the command line and exports show them.
package enum RowJSON {
    /// Writes the members of a request.
    ///
    /// - Parameters:
    ///   - request: The row.
    ///   - sequence: Its number.
    ///   - object: Where to.
    package static func write(
        _ request: RequestRecord, sequence: Int64, to object: inout JSONWriter
    ) {
        object.member("request_id", request.requestID)
        object.member("seq", sequence)
        object.member("received", RowTime.text(request.receivedUnixUs))
        object.member("received_unix_us", request.receivedUnixUs)
        object.member("key_id", request.keyID)
        object.member("key_name", request.keyName)
        object.member("client", request.client)
        object.member("client_address", request.clientAddress)
        word("dialect", request.dialect.word, to: &object)
        word("endpoint", request.endpoint.word, to: &object)
        object.member("model_asked", request.modelAsked)
        object.member("model_answered", request.modelAnswered)
        object.member("provider", request.provider)
        object.member("connection_id", request.connectionID)
        object.member("connection_name", request.connectionName)
        object.member("combo", request.combo)
        word("tier", request.tier.word, to: &object)
        object.member("status", request.status)
        word("outcome", request.outcome.word, to: &object)
        word("result", LedgerResult(of: request).word, to: &object)
        object.member("error_code", request.errorCode)
        object.member("finish_reason", request.finishReason)
        object.member("stream", request.stream)
        word("cache", request.cache.word, to: &object)
        object.member("attempts", request.attempts)
        object.member("bytes_in", request.bytesIn)
        object.member("bytes_out", request.bytesOut)
        object.member("first_byte_us", request.firstByteUs)
        object.member("total_us", request.totalUs)
        write(request.timings, to: &object)
        write(request.usage, to: &object)
        object.name("cost")
        object.object { object in
            write(request.cost, to: &object)
            amount("failed_usd", request.knownFailedCost, to: &object)
            amount("saved_usd", request.knownSavedCost, to: &object)
        }
        object.member("trace_id", traceID(request.trace))
        object.member("secondhand", request.secondhand)
    }

    /// Writes the members of an attempt.
    package static func write(
        _ attempt: AttemptRecord, sequence: Int64, to object: inout JSONWriter
    ) {
        object.member("request_id", attempt.requestID)
        object.member("seq", sequence)
        object.member("attempt", attempt.attempt)
        object.member("started", RowTime.text(attempt.startedUnixUs))
        object.member("started_unix_us", attempt.startedUnixUs)
        // As text: readers of JSON with 53 bits would round it.
        object.member("lease_id", String(attempt.leaseID))
        object.member("connection_id", attempt.connectionID)
        object.member("connection_name", attempt.connectionName)
        object.member("provider", attempt.provider)
        object.member("model", attempt.model)
        object.member("combo", attempt.combo)
        word("tier", attempt.tier.word, to: &object)
        word("purpose", attempt.purpose.word, to: &object)
        word("dialect", attempt.dialect.word, to: &object)
        object.member("status", attempt.status)
        word("failure", attempt.failure.word, to: &object)
        word("reason", attempt.reason.word, to: &object)
        object.member("error_code", attempt.errorCode)
        object.member("answered", attempt.answered)
        object.member("host", attempt.host)
        object.member("proxy", attempt.proxy)
        object.member("http_version", attempt.httpVersion)
        object.member("tls_version", attempt.tlsVersion)
        object.member("reused_connection", attempt.reusedConnection)
        object.member("decide_us", attempt.decideUs)
        object.member("queue_us", attempt.queueUs)
        object.member("connect_us", attempt.connectUs)
        object.member("first_byte_us", attempt.firstByteUs)
        object.member("first_token_us", attempt.firstTokenUs)
        object.member("total_us", attempt.totalUs)
        object.member("bytes_in", attempt.bytesIn)
        object.member("bytes_out", attempt.bytesOut)
        write(attempt.usage, to: &object)
        object.name("cost")
        object.object { write(attempt.cost, to: &$0) }
        object.member("trace_id", traceID(attempt.trace))
    }

    /// Writes the members of an outbound call.
    ///
    /// - Parameters:
    ///   - call: The row.
    ///   - attempt: Of which attempt it was; nil when of none.
    ///   - sequence: Its number.
    ///   - object: Where to.
    package static func write(
        _ call: CallRecord, attempt: UInt32?, sequence: Int64, to object: inout JSONWriter
    ) {
        object.member("started", RowTime.text(call.startedUnixUs))
        object.member("started_unix_us", call.startedUnixUs)
        object.member("seq", sequence)
        object.member("request_id", call.requestID)
        if let attempt { object.member("attempt", attempt) }
        word("purpose", call.purpose.word, to: &object)
        object.member("connection_id", call.connectionID)
        object.member("method", call.method)
        object.member("host", call.host)
        object.member("proxy", call.proxy.isEmpty ? "direct" : call.proxy)
        object.member("http_version", call.httpVersion)
        object.member("tls_version", call.tlsVersion)
        object.member("reused_connection", call.reusedConnection)
        object.member("status", call.status)
        word("failure", call.failureWord, to: &object)
        object.member("connect_us", call.connectUs)
        object.member("first_byte_us", call.firstByteUs)
        object.member("total_us", call.totalUs)
        object.member("bytes_in", call.bytesIn)
        object.member("bytes_out", call.bytesOut)
    }

    // MARK: Parts

    private static func write(_ timings: Timings?, to object: inout JSONWriter) {
        object.name("timings")
        let timings = timings ?? Timings()
        object.object { object in
            object.member("receive_us", timings.receive)
            object.member("decide_us", timings.decide)
            object.member("queue_us", timings.queue)
            object.member("failed_us", timings.failed)
            object.member("connect_us", timings.connect)
            object.member("first_byte_us", timings.firstByte)
            object.member("first_token_us", timings.firstToken)
        }
    }

    private static func write(_ usage: Usage?, to object: inout JSONWriter) {
        object.name("usage")
        guard let usage else { return object.null() }
        object.object { object in
            word("source", usage.source.word, to: &object)
            object.member("input", usage.input)
            object.member("cached_input", usage.cachedInput)
            object.member("cached_audio", usage.cachedAudio)
            object.member("cache_write", usage.cacheWrite)
            object.member("cache_write_hour", usage.cacheWriteHour)
            object.member("output", usage.output)
            object.member("reasoning", usage.reasoning)
            object.member("audio_input", usage.audioInput)
            object.member("audio_output", usage.audioOutput)
            object.member("image_input", usage.imageInput)
            object.member("image_output", usage.imageOutput)
            object.member("audio_ms", usage.audioMs)
            object.member("billed_input", usage.billedInput)
            object.member("billed_output", usage.billedOutput)
            object.name("server_tools")
            object.object { tools in
                for tool in usage.serverTools {
                    tools.name(text: tool.name)
                    tools.int(tool.calls)
                }
            }
            word("service", usage.service.word, to: &object)
        }
    }

    private static func write(_ cost: Cost?, to object: inout JSONWriter) {
        amount("usd", cost?.total, to: &object)
        object.member("kind", cost.kind.rawValue)
        word("counts", (cost?.counts ?? .none).word, to: &object)
        word("price_source", (cost?.priceSource ?? .none).word, to: &object)
        object.member("price_version", cost?.priceVersion ?? "")
        object.name("parts")
        guard let cost else { return object.null() }
        object.object { object in
            object.member("input", Dollars.text(cost.input))
            object.member("cached_input", Dollars.text(cost.cachedInput))
            object.member("cache_write", Dollars.text(cost.cacheWrite))
            object.member("output", Dollars.text(cost.output))
            object.member("tools", Dollars.text(cost.tools))
        }
    }

    /// An amount; null where it is not known.
    private static func amount(
        _ name: StaticString, _ value: UInt64?, to object: inout JSONWriter
    ) {
        object.name(name)
        if let value { object.string(Dollars.text(value)) } else { object.null() }
    }

    static func traceID(_ trace: Trace?) -> String { trace.map { HexText.of($0.traceID) } ?? "" }

    private static func word(
        _ name: StaticString, _ word: StaticString, to object: inout JSONWriter
    ) {
        object.name(name)
        object.string(word)
    }
}

extension RequestRecord {
    /// What failed attempts cost; nil where a part of it is unknown.
    var knownFailedCost: UInt64? { failedUnknown ? nil : failedCost }
    /// What the cache saved; nil where that is unknown.
    var knownSavedCost: UInt64? { savedUnknown ? nil : savedCost }
}

extension CallRecord {
    /// The call that an attempt made.
    package init(of attempt: AttemptRecord) {
        self.init(
            requestID: attempt.requestID, startedUnixUs: attempt.startedUnixUs,
            purpose: attempt.purpose, connectionID: attempt.connectionID, method: "POST",
            host: attempt.host, proxy: Self.proxy(of: attempt), httpVersion: attempt.httpVersion,
            tlsVersion: attempt.tlsVersion, reusedConnection: attempt.reusedConnection,
            status: attempt.status, failure: attempt.reset, connectUs: attempt.connectUs,
            firstByteUs: attempt.firstByteUs, totalUs: attempt.totalUs, bytesIn: attempt.bytesIn,
            bytesOut: attempt.bytesOut)
    }

    /// Nothing said of it is no proxy only where egress said how the call ended.
    private static func proxy(of attempt: AttemptRecord) -> String {
        let isKnown =
            attempt.status > 0 || attempt.reset.rawValue > ResetCode.credential.rawValue
        return isKnown || !attempt.proxy.isEmpty ? attempt.proxy : "unknown"
    }

    /// Why there is no answer; "none" where there is one.
    var failureWord: StaticString { failure == .unknown ? "none" : failure.word }
}

/// Times of rows as text.
enum RowTime {
    /// RFC 3339 in UTC, to the microsecond.
    static func text(_ microseconds: Int64) -> String {
        let short = timestamp(wallMicroseconds: microseconds)
        guard microseconds >= 0, short.hasSuffix("Z") else { return short }
        let rest = String(microseconds % 1_000)
        return short.dropLast() + String(repeating: "0", count: 3 - rest.utf8.count) + rest + "Z"
    }

    /// As it stands in console lines: to the millisecond.
    static func line(_ microseconds: Int64) -> String { timestamp(wallMicroseconds: microseconds) }
}
