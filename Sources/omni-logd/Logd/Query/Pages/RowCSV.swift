package import IPC

/// Rows as CSV (RFC 4180), a line each.
///
/// A cell that a spreadsheet would take for a formula has an apostrophe before it: names and messages are strangers' words.
package enum RowCSV {
    /// The names of the columns of a table.
    package static func header(_ table: LedgerTable) -> [UInt8] {
        let names: [String] =
            switch table {
            case .requests, .none: requestColumns.map(\.name)
            case .attempts: attemptColumns.map(\.name)
            case .calls: callColumns.map(\.name)
            case .console: ["time", "daemon", "pid", "level", "message", "fields"]
            }
        return line(names)
    }

    /// A row.
    package static func line(_ row: NumberedRow) -> [UInt8] {
        switch row.row {
        case .request(let request):
            line(requestColumns.map { $0.name == "seq" ? "\(row.sequence)" : $0.value(request) })
        case .attempt(let attempt):
            line(attemptColumns.map { $0.name == "seq" ? "\(row.sequence)" : $0.value(attempt) })
        case .call(let call, let attempt):
            line(
                callColumns.map { column in
                    switch column.name {
                    case "seq": "\(row.sequence)"
                    case "attempt": attempt.map { "\($0)" } ?? ""
                    default: column.value(call)
                    }
                })
        }
    }

    /// Values as a line.
    static func line(_ values: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(value, to: &bytes)
        }
        bytes += [0x0d, 0x0a]
        return bytes
    }

    /// What a spreadsheet takes for the beginning of a formula; no number of ours begins so.
    private static let formulas = Array("=+-@\t\r\n".utf8)

    private static func append(_ value: String, to bytes: inout [UInt8]) {
        let isFormula = value.utf8.first.map(formulas.contains) ?? false
        let isPlain = value.utf8.allSatisfy { byte in
            byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != 0x0a && byte != 0x0d
        }
        if !isPlain { bytes.append(UInt8(ascii: "\"")) }
        if isFormula { bytes.append(UInt8(ascii: "'")) }
        guard !isPlain else { return bytes.append(contentsOf: value.utf8) }
        for byte in value.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    // MARK: Columns

    private struct Column<Row>: Sendable {
        var name: String
        var value: @Sendable (Row) -> String

        init(_ name: String, _ value: @escaping @Sendable (Row) -> String) {
            self.name = name
            self.value = value
        }
    }

    private static let requestColumns: [Column<RequestRecord>] =
        [
            Column("request_id") { $0.requestID },
            Column("seq") { _ in "" },
            Column("received") { RowTime.text($0.receivedUnixUs) },
            Column("key_id") { $0.keyID },
            Column("key_name") { $0.keyName },
            Column("client") { $0.client },
            Column("client_address") { $0.clientAddress },
            Column("dialect") { $0.dialect.word.description },
            Column("endpoint") { $0.endpoint.word.description },
            Column("model_asked") { $0.modelAsked },
            Column("model_answered") { $0.modelAnswered },
            Column("provider") { $0.provider },
            Column("connection_id") { $0.connectionID },
            Column("connection_name") { $0.connectionName },
            Column("combo") { $0.combo },
            Column("tier") { $0.tier.word.description },
            Column("status") { "\($0.status)" },
            Column("outcome") { $0.outcome.word.description },
            Column("result") { LedgerResult(of: $0).word.description },
            Column("error_code") { $0.errorCode },
            Column("finish_reason") { $0.finishReason },
            Column("stream") { "\($0.stream)" },
            Column("cache") { $0.cache.word.description },
            Column("attempts") { "\($0.attempts)" },
            Column("bytes_in") { "\($0.bytesIn)" },
            Column("bytes_out") { "\($0.bytesOut)" },
            Column("first_byte_us") { "\($0.firstByteUs)" },
            Column("total_us") { "\($0.totalUs)" },
            Column("receive_us") { "\($0.timings?.receive ?? 0)" },
            Column("decide_us") { "\($0.timings?.decide ?? 0)" },
            Column("queue_us") { "\($0.timings?.queue ?? 0)" },
            Column("failed_us") { "\($0.timings?.failed ?? 0)" },
            Column("connect_us") { "\($0.timings?.connect ?? 0)" },
            Column("provider_first_byte_us") { "\($0.timings?.firstByte ?? 0)" },
            Column("first_token_us") { "\($0.timings?.firstToken ?? 0)" },
        ] + columns({ $0.usage }) + columns({ $0.cost }) + [
            Column("failed_usd") { $0.knownFailedCost.map { Dollars.text($0) } ?? "" },
            Column("saved_usd") { $0.knownSavedCost.map { Dollars.text($0) } ?? "" },
            Column("trace_id") { RowJSON.traceID($0.trace) },
            Column("secondhand") { "\($0.secondhand)" },
        ]

    private static let attemptColumns: [Column<AttemptRecord>] =
        [
            Column("request_id") { $0.requestID },
            Column("seq") { _ in "" },
            Column("attempt") { "\($0.attempt)" },
            Column("started") { RowTime.text($0.startedUnixUs) },
            Column("lease_id") { "\($0.leaseID)" },
            Column("connection_id") { $0.connectionID },
            Column("connection_name") { $0.connectionName },
            Column("provider") { $0.provider },
            Column("model") { $0.model },
            Column("combo") { $0.combo },
            Column("tier") { $0.tier.word.description },
            Column("purpose") { $0.purpose.word.description },
            Column("dialect") { $0.dialect.word.description },
            Column("status") { "\($0.status)" },
            Column("failure") { $0.failure.word.description },
            Column("reason") { $0.reason.word.description },
            Column("error_code") { $0.errorCode },
            Column("answered") { "\($0.answered)" },
            Column("host") { $0.host },
            Column("proxy") { $0.proxy },
            Column("http_version") { $0.httpVersion },
            Column("tls_version") { $0.tlsVersion },
            Column("reused_connection") { "\($0.reusedConnection)" },
            Column("decide_us") { "\($0.decideUs)" },
            Column("queue_us") { "\($0.queueUs)" },
            Column("connect_us") { "\($0.connectUs)" },
            Column("first_byte_us") { "\($0.firstByteUs)" },
            Column("first_token_us") { "\($0.firstTokenUs)" },
            Column("total_us") { "\($0.totalUs)" },
            Column("bytes_in") { "\($0.bytesIn)" },
            Column("bytes_out") { "\($0.bytesOut)" },
        ] + columns({ $0.usage }) + columns({ $0.cost }) + [
            Column("trace_id") { RowJSON.traceID($0.trace) }
        ]

    private static let callColumns: [Column<CallRecord>] = [
        Column("started") { RowTime.text($0.startedUnixUs) },
        Column("seq") { _ in "" },
        Column("request_id") { $0.requestID },
        Column("attempt") { _ in "" },
        Column("purpose") { $0.purpose.word.description },
        Column("connection_id") { $0.connectionID },
        Column("method") { $0.method },
        Column("host") { $0.host },
        Column("proxy") { $0.proxy.isEmpty ? "direct" : $0.proxy },
        Column("http_version") { $0.httpVersion },
        Column("tls_version") { $0.tlsVersion },
        Column("reused_connection") { "\($0.reusedConnection)" },
        Column("status") { "\($0.status)" },
        Column("failure") { $0.failureWord.description },
        Column("connect_us") { "\($0.connectUs)" },
        Column("first_byte_us") { "\($0.firstByteUs)" },
        Column("total_us") { "\($0.totalUs)" },
        Column("bytes_in") { "\($0.bytesIn)" },
        Column("bytes_out") { "\($0.bytesOut)" },
    ]

    private static func columns<Row>(
        _ usage: @escaping @Sendable (Row) -> Usage?
    ) -> [Column<Row>] {
        func tokens(
            _ name: String, _ value: @escaping @Sendable (Usage) -> UInt64
        ) -> Column<Row> {
            Column(name) { row in usage(row).map { "\(value($0))" } ?? "" }
        }
        return [
            Column("usage_source") { usage($0)?.source.word.description ?? "" },
            tokens("input") { $0.input },
            tokens("cached_input") { $0.cachedInput },
            tokens("cached_audio") { $0.cachedAudio },
            tokens("cache_write") { $0.cacheWrite },
            tokens("cache_write_hour") { $0.cacheWriteHour },
            tokens("output") { $0.output },
            tokens("reasoning") { $0.reasoning },
            tokens("audio_input") { $0.audioInput },
            tokens("audio_output") { $0.audioOutput },
            tokens("image_input") { $0.imageInput },
            tokens("image_output") { $0.imageOutput },
            tokens("audio_ms") { $0.audioMs },
            tokens("billed_input") { $0.billedInput },
            tokens("billed_output") { $0.billedOutput },
            Column("server_tools") { row in
                (usage(row)?.serverTools ?? []).map { "\($0.name)=\($0.calls)" }
                    .joined(separator: " ")
            },
            Column("service") { usage($0)?.service.word.description ?? "" },
        ]
    }

    private static func columns<Row>(
        _ cost: @escaping @Sendable (Row) -> Cost?
    ) -> [Column<Row>] {
        func part(_ name: String, _ value: @escaping @Sendable (Cost) -> UInt64) -> Column<Row> {
            Column(name) { row in cost(row).map { Dollars.text(value($0)) } ?? "" }
        }
        return [
            Column("usd") { row in cost(row)?.total.map { Dollars.text($0) } ?? "" },
            Column("cost_kind") { cost($0).kind.rawValue },
            Column("cost_counts") { cost($0)?.counts.word.description ?? "" },
            Column("price_source") { cost($0)?.priceSource.word.description ?? "" },
            Column("price_version") { cost($0)?.priceVersion ?? "" },
            part("input_usd") { $0.input },
            part("cached_input_usd") { $0.cachedInput },
            part("cache_write_usd") { $0.cacheWrite },
            part("output_usd") { $0.output },
            part("tools_usd") { $0.tools },
        ]
    }
}
