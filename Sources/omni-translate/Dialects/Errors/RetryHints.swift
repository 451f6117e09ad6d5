internal import JSON

/// How long a provider asks to wait, in the body of its error (pitfalls 165 and 176).
enum RetryHints {
    /// From `retry_after`, `resets_in_seconds` or Google's RetryInfo; 0 without.
    static func milliseconds(_ error: JSONValue) -> UInt32 {
        for name in ["resets_in_seconds", "retry_after", "retry_after_seconds"] {
            if let seconds = error[name]?.double { return clamped(seconds) }
        }
        for detail in error["details"]?.array ?? [] {
            guard detail["@type"]?.string?.hasSuffix("RetryInfo") ?? false,
                let delay = detail["retryDelay"]?.string, delay.hasSuffix("s"),
                let seconds = Double(delay.dropLast())
            else { continue }
            return clamped(seconds)
        }
        return fromText(error["message"]?.string ?? "")
    }

    /// "Please try again in 1.5s", "retry after 20s", "in 250ms".
    static func fromText(_ message: String) -> UInt32 {
        let words = message.lowercased()
        for phrase in ["try again in ", "retry after ", "retry in "] {
            guard let place = words.firstPlace(of: phrase) else { continue }
            let rest = words[place.upperBound...]
            let number = rest.prefix { $0.isNumber || $0 == "." }
            guard let value = Double(number) else { continue }
            let unit = rest.dropFirst(number.count).drop { $0 == " " }
            if unit.hasPrefix("ms") { return clamped(value / 1000) }
            if unit.hasPrefix("m") { return clamped(value * 60) }
            if unit.hasPrefix("s") { return clamped(value) }
        }
        return 0
    }

    private static func clamped(_ seconds: Double) -> UInt32 {
        guard seconds > 0, seconds.isFinite else { return 0 }
        return UInt32(min(seconds * 1000, 4e9).rounded(.up))
    }
}
