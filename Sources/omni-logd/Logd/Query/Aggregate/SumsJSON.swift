internal import IPC
internal import JSON

/// Sums as JSON, in aggregates and in events.
enum SumsJSON {
    /// Writes the members of a row: the measures, then the requests by result.
    static func write(_ cells: ArraySlice<UInt64>, to object: inout JSONWriter) {
        let value = { (measure: Measure) in cells[cells.startIndex + measure.rawValue] }
        let ended = { (result: LedgerResult) in
            cells[cells.startIndex + Measure.count + Int(result.rawValue)]
        }
        object.member("requests", value(.requests))
        object.member("attempts", value(.attempts))
        object.member("ok", ended(.resultOk))
        object.member("refused", ended(.resultRefused))
        object.member("limited", ended(.resultLimited))
        object.member("failed", ended(.resultFailed))
        object.member("client_gone", ended(.resultClientGone))
        object.member("broken", ended(.resultBroken))
        object.member("streams", value(.streams))
        object.member("fallbacks", value(.fallbacks))
        object.member("cache_exact", value(.cacheExact))
        object.member("cache_semantic", value(.cacheSemantic))
        object.member("cache_idempotent", value(.cacheIdempotent))
        object.member("input", value(.input))
        object.member("cached_input", value(.cachedInput))
        object.member("cache_write", value(.cacheWrite))
        object.member("cache_write_hour", value(.cacheWriteHour))
        object.member("output", value(.output))
        object.member("reasoning", value(.reasoning))
        object.member("audio_input", value(.audioInput))
        object.member("image_input", value(.imageInput))
        object.member("audio_output", value(.audioOutput))
        object.member("image_output", value(.imageOutput))
        object.member("audio_ms", value(.audioMs))
        object.member("server_tool_calls", value(.serverToolCalls))
        object.member("cost_usd", Dollars.text(value(.metered)))
        object.member("subscription_usd", Dollars.text(value(.subscription)))
        object.member("unknown_cost", value(.unknown))
        object.member("failed_usd", Dollars.text(value(.failed)))
        object.member("saved_usd", Dollars.text(value(.saved)))
        object.member("bytes_in", value(.bytesIn))
        object.member("bytes_out", value(.bytesOut))
    }
}
