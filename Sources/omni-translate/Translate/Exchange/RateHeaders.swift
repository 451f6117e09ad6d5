internal import Dialects
internal import IPC

/// What the headers of a provider's answer say of its rate limits.
enum RateHeaders {
    private enum Aspect {
        case limit
        case remaining
        case reset
    }

    /// The limits that are named, each unit once; `now` in milliseconds since 1970.
    ///
    /// `x-ratelimit-(limit|remaining|reset)[-unit]` of openai and all who follow it, and
    /// `anthropic-ratelimit-(unit)-(limit|remaining|reset)`.
    static func read(_ headers: [Header], now: Int64) -> [RateState] {
        var states: [RateState] = []
        for header in headers {
            guard let (unit, aspect) = meaning(header.name) else { continue }
            let place = states.firstIndex { $0.unit == unit } ?? states.count
            var state = place < states.count ? states[place] : RateState(unit: unit)
            switch aspect {
            case .limit: state.limit = count(header.value)
            case .remaining: state.remaining = count(header.value)
            case .reset: state.resetMs = wait(header.value, now: now)
            }
            if place < states.count { states[place] = state } else { states.append(state) }
        }
        return states.filter { $0.limit != nil || $0.remaining != nil || $0.resetMs != nil }
    }

    private static func meaning(_ name: String) -> (RateUnit, Aspect)? {
        let first = name.utf8.first
        guard first == UInt8(ascii: "x") || first == UInt8(ascii: "a") else { return nil }
        if name.hasPrefix("x-ratelimit-") {
            let rest = name.dropFirst("x-ratelimit-".count)
            let end = rest.firstIndex(of: "-")
            let word = end.map { rest[rest.index(after: $0)...] } ?? "requests"
            guard let aspect = aspect(end.map { rest[..<$0] } ?? rest), let unit = unit(word) else {
                return nil
            }
            return (unit, aspect)
        }
        guard name.hasPrefix("anthropic-ratelimit-") else { return nil }
        let rest = name.dropFirst("anthropic-ratelimit-".count)
        guard let end = rest.lastIndex(of: "-"), let unit = unit(rest[..<end]),
            let aspect = aspect(rest[rest.index(after: end)...])
        else { return nil }
        return (unit, aspect)
    }

    private static func aspect(_ word: Substring) -> Aspect? {
        switch word {
        case "limit": .limit
        case "remaining": .remaining
        case "reset": .reset
        default: nil
        }
    }

    private static func unit(_ word: Substring) -> RateUnit? {
        switch word {
        case "requests": .requests
        case "tokens": .tokens
        case "input-tokens": .inputTokens
        case "output-tokens": .outputTokens
        default: nil
        }
    }

    /// "100", "100, 100;w=60", "99.0".
    private static func count(_ value: String) -> UInt64? {
        UInt64(value.prefix { $0.isASCII && $0.isNumber })
    }

    /// A length of time with units, seconds, a point in time, or seconds or milliseconds since 1970.
    private static func wait(_ value: String, now: Int64) -> UInt32? {
        if let length = DurationText.milliseconds(value) { return length }
        if let point = TimePoint.rfc3339(value) { return UInt32(clamping: max(0, point - now)) }
        guard let number = Double(value), number >= 0, number < 1e14 else { return nil }
        if number >= 1e12 { return UInt32(clamping: max(0, Int64(number) - now)) }
        if number >= 1e9 { return UInt32(clamping: max(0, Int64(number * 1000) - now)) }
        return UInt32(clamping: Int64((number * 1000).rounded(.up)))
    }
}
