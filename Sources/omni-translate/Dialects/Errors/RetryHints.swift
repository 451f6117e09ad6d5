internal import IPC
internal import JSON

/// How long a provider asks to wait, in the body of its error (pitfalls 165 and 176).
enum RetryHints {
    /// From a field, else from the words; 0 without.
    static func milliseconds(_ error: JSONValue) -> UInt32 {
        let stated = stated(error)
        return stated > 0 ? stated : fromText(error["message"]?.string ?? "")
    }

    /// From `resets_in_seconds`, `retry_after` or Google's RetryInfo; 0 without.
    static func stated(_ error: JSONValue) -> UInt32 {
        for name in ["resets_in_seconds", "retry_after", "retry_after_seconds"] {
            if let seconds = error[name]?.double { return clamped(seconds) }
        }
        for detail in error["details"]?.array ?? [] {
            guard detail["@type"]?.string?.hasSuffix("RetryInfo") ?? false,
                let delay = detail["retryDelay"]?.string,
                let milliseconds = DurationText.milliseconds(delay)
            else { continue }
            return milliseconds
        }
        return 0
    }

    /// Milliseconds since 1970 at which the limit is whole again, from `resets_at` in seconds or as text; 0 without.
    static func resetsAt(_ error: JSONValue) -> Int64 {
        guard let value = error["resets_at"] else { return 0 }
        if let text = value.string { return TimePoint.rfc3339(text) ?? 0 }
        guard let seconds = value.double, 1e9...1e11 ~= seconds else { return 0 }
        return Int64(seconds * 1000)
    }

    /// "Please try again in 1.5s", "retry after 20 seconds", "reset after 2h7m23s", "in 250ms".
    static func fromText(_ message: String) -> UInt32 {
        let words = message.lowercased()
        for phrase in phrases {
            guard let place = words.firstPlace(of: phrase) else { continue }
            if let wait = DurationText.milliseconds(words[place.upperBound...]) { return wait }
        }
        return 0
    }

    private static let phrases = [
        "try again in ", "retry after ", "retry in ", "reset after ", "resets after ", "reset in ",
        "resets in ",
    ]

    private static func clamped(_ seconds: Double) -> UInt32 {
        guard seconds > 0, seconds.isFinite else { return 0 }
        return UInt32(min(seconds * 1000, 4e9).rounded(.up))
    }
}
