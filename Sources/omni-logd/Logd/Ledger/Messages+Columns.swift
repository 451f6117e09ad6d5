internal import IPC

// Messages within a row: a fixed number of columns each, all NULL where the message is missing.

extension Usage {
    static let columns = [
        "usage_source", "usage_input", "usage_cached_input", "usage_cache_write",
        "usage_cache_write_hour", "usage_output", "usage_reasoning", "usage_audio_input",
        "usage_image_input", "usage_audio_output", "usage_image_output", "usage_audio_ms",
        "usage_service", "usage_billed_input", "usage_billed_output", "usage_tools",
    ]

    static func write(_ usage: Usage?, to row: inout RowWriter) {
        guard let usage else { return row.nulls(columns.count) }
        row.word(usage.source)
        row.amount(usage.input)
        row.amount(usage.cachedInput)
        row.amount(usage.cacheWrite)
        row.amount(usage.cacheWriteHour)
        row.amount(usage.output)
        row.amount(usage.reasoning)
        row.amount(usage.audioInput)
        row.amount(usage.imageInput)
        row.amount(usage.audioOutput)
        row.amount(usage.imageOutput)
        row.amount(usage.audioMs)
        row.word(usage.service)
        row.amount(usage.billedInput)
        row.amount(usage.billedOutput)
        // Few have any: as the message's own bytes they need no table and no columns.
        if usage.serverTools.isEmpty, usage.cachedAudio == 0 {
            row.null()
        } else {
            var rare = Usage(serverTools: usage.serverTools)
            rare.cachedAudio = usage.cachedAudio
            row.bytes(rare.encoded())
        }
    }

    init?(from row: inout RowReader) {
        guard !row.isNull else {
            row.skip(Self.columns.count)
            return nil
        }
        self.init(
            source: row.word(.none), input: row.amount(), cachedInput: row.amount(),
            cacheWrite: row.amount())
        cacheWriteHour = row.amount()
        output = row.amount()
        reasoning = row.amount()
        audioInput = row.amount()
        imageInput = row.amount()
        audioOutput = row.amount()
        imageOutput = row.amount()
        audioMs = row.amount()
        service = row.word(.none)
        billedInput = row.amount()
        billedOutput = row.amount()
        let rare = Self.rare(row.bytes())
        serverTools = rare.serverTools
        cachedAudio = rare.cachedAudio
    }

    /// What the column `usage_tools` holds; damage that SQLite cannot see costs that, not the row.
    static func rare(_ bytes: [UInt8]) -> Usage {
        bytes.isEmpty ? Usage() : (try? Usage(bytes: bytes)) ?? Usage()
    }
}

extension Cost {
    static let columns = [
        "cost_counts", "cost_total", "cost_notional", "cost_input", "cost_cached_input",
        "cost_cache_write", "cost_output", "cost_tools", "cost_price_source",
        "cost_price_version",
    ]

    static func write(_ cost: Cost?, to row: inout RowWriter) {
        guard let cost else { return row.nulls(columns.count) }
        row.word(cost.counts)
        row.amount(cost.total)
        row.flag(cost.notional)
        row.amount(cost.input)
        row.amount(cost.cachedInput)
        row.amount(cost.cacheWrite)
        row.amount(cost.output)
        row.amount(cost.tools)
        row.word(cost.priceSource)
        row.text(cost.priceVersion)
    }

    init?(from row: inout RowReader) {
        guard !row.isNull else {
            row.skip(Self.columns.count)
            return nil
        }
        self.init()
        counts = row.word(.none)
        total = row.optionalAmount()
        notional = row.flag()
        input = row.amount()
        cachedInput = row.amount()
        cacheWrite = row.amount()
        output = row.amount()
        tools = row.amount()
        priceSource = row.word(.none)
        priceVersion = row.text()
    }
}

extension Timings {
    static let columns = [
        "time_receive", "time_decide", "time_queue", "time_failed", "time_connect",
        "time_first_byte", "time_first_token",
    ]

    static func write(_ timings: Timings?, to row: inout RowWriter) {
        guard let timings else { return row.nulls(columns.count) }
        row.amount(timings.receive)
        row.amount(timings.decide)
        row.amount(timings.queue)
        row.amount(timings.failed)
        row.amount(timings.connect)
        row.amount(timings.firstByte)
        row.amount(timings.firstToken)
    }

    init?(from row: inout RowReader) {
        guard !row.isNull else {
            row.skip(Self.columns.count)
            return nil
        }
        self.init(
            receive: row.amount(), decide: row.amount(), queue: row.amount(),
            failed: row.amount(), connect: row.amount(), firstByte: row.amount(),
            firstToken: row.amount())
    }
}

extension Trace {
    static let columns = ["trace_id", "trace_parent", "trace_sampled", "trace_state"]

    static func write(_ trace: Trace?, to row: inout RowWriter) {
        guard let trace else { return row.nulls(columns.count) }
        row.bytes(trace.traceID)
        row.bytes(trace.parentSpanID)
        row.flag(trace.sampled)
        row.text(trace.state)
    }

    init?(from row: inout RowReader) {
        guard !row.isNull else {
            row.skip(Self.columns.count)
            return nil
        }
        self.init(
            traceID: row.bytes(), parentSpanID: row.bytes(), sampled: row.flag(),
            state: row.text())
    }
}
