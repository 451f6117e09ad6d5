internal import Dialects
internal import IPC

/// When a provider wants to be asked again (gateway-behaviour, section 2.2).
enum ResetTime {
    /// Milliseconds from `now` on; 0 when it did not say.
    ///
    /// The first place that says so counts: the body's fields, headers, words. `isLimited`: the error is about a limit; only then do headers that state limits tell when to come back.
    static func milliseconds(
        _ error: ReportedError, _ headers: [Header], isLimited: Bool, now: Int64
    ) -> UInt32 {
        if error.resetsAtUnixMilliseconds > now {
            return UInt32(clamping: error.resetsAtUnixMilliseconds - now)
        }
        if error.statedRetryMilliseconds > 0 { return error.statedRetryMilliseconds }
        let named = retryAfter(headers, now: now)
        if named > 0 { return named }
        if isLimited {
            let limits = RateHeaders.read(headers, now: now)
            if let reset = reset(of: limits), reset > 0 { return reset }
        }
        return error.retryAfterMilliseconds
    }

    /// `retry-after-ms`, else `retry-after` in seconds or as a date; 0 without either.
    static func retryAfter(_ headers: [Header], now: Int64) -> UInt32 {
        func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        if let milliseconds = value("retry-after-ms").flatMap({ Double($0) }) {
            return clamped(milliseconds)
        }
        guard let text = value("retry-after") else { return 0 }
        if let seconds = Double(text) { return clamped(seconds * 1000) }
        guard let date = TimePoint.httpDate(text), date > now else { return 0 }
        return UInt32(clamping: date - now)
    }

    /// The latest of the limits that are used up; where none says so, the earliest of all.
    private static func reset(of limits: [RateState]) -> UInt32? {
        let usedUp = limits.filter { $0.remaining == 0 }.compactMap(\.resetMs)
        return usedUp.max() ?? limits.compactMap(\.resetMs).min()
    }

    private static func clamped(_ milliseconds: Double) -> UInt32 {
        guard milliseconds > 0, milliseconds < 4e9 else { return 0 }
        return UInt32(milliseconds.rounded(.up))
    }
}
