internal import NIOCore

/// One directive as written, and the readings its value can have.
struct DirectiveValue {
    let name: String
    /// What stands behind `=`; nil where there is no `=`.
    let text: String?

    func invalid(_ expected: String) -> DirectiveError {
        .invalidValue(name: name, value: text ?? "", expected: expected)
    }

    func count(_ range: ClosedRange<Int>) throws(DirectiveError) -> Int {
        guard let number = Int(text ?? ""), range.contains(number) else {
            throw invalid("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number, or the default where the directive stands alone.
    func count(_ range: ClosedRange<Int>, default fallback: Int) throws(DirectiveError) -> Int {
        text == nil ? fallback : try count(range)
    }

    func finish() throws(DirectiveError) -> Directives.Finish {
        guard let finish = Directives.Finish(rawValue: text ?? "") else {
            throw invalid("stop, length, filter or pause")
        }
        return finish
    }

    func error() throws(DirectiveError) -> Directives.NamedError {
        guard let error = Directives.NamedError(rawValue: text ?? "") else {
            throw invalid("context, prefill, refused or exhausted")
        }
        return error
    }

    /// `shell`, the only tool that agents of the mock use.
    func agent() throws(DirectiveError) -> Bool {
        guard text == nil || text == "shell" else { throw invalid("shell") }
        return true
    }

    func duration(default fallback: TimeAmount? = nil) throws(DirectiveError) -> TimeAmount {
        if text == nil, let fallback { return fallback }
        guard let amount = Self.duration(text ?? "") else {
            throw invalid("a duration such as 20ms, 1.5s or 300us")
        }
        return amount
    }

    /// `after:N`, or the default where the directive stands alone.
    func after(default fallback: Int) throws(DirectiveError) -> Int {
        guard let text else { return fallback }
        guard let number = Self.argument(of: "after", in: text) else { throw invalid("after:N") }
        return number
    }

    func retryAfter() throws(DirectiveError) -> Directives.RetryAfter {
        if let seconds = Int(text ?? ""), (0...86_400).contains(seconds) {
            return .seconds(seconds)
        }
        guard let amount = Self.duration(text ?? "") else {
            throw invalid("seconds, or a duration such as 300ms")
        }
        return .milliseconds(Int(amount.nanoseconds / 1_000_000))
    }

    func silence() throws(DirectiveError) -> Directives.Silence {
        switch text {
        case "headers": return .headers
        case "first": return .first
        case let text?:
            if let number = Self.argument(of: "after", in: text) { return .after(number) }
        case nil: break
        }
        throw invalid("headers, first or after:N")
    }

    func cut() throws(DirectiveError) -> Directives.Cut {
        guard let text else { throw invalid("headers, after:N, inside:N or reset:N") }
        if text == "headers" { return .headers }
        if let number = Self.argument(of: "after", in: text) { return .after(number) }
        if let number = Self.argument(of: "inside", in: text) { return .inside(number) }
        if let number = Self.argument(of: "reset", in: text) { return .reset(number) }
        throw invalid("headers, after:N, inside:N or reset:N")
    }

    func drip() throws(DirectiveError) -> Directives.Drip {
        let parts = (text ?? "").split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].last == "b",
            let bytes = Int(parts[0].dropLast()), (1...Limits.directiveBytes).contains(bytes),
            let pause = Self.duration(parts[1])
        else { throw invalid("bytes and a pause such as 1b:10ms") }
        return Directives.Drip(bytes: bytes, pause: pause)
    }

    /// The number behind `name:`.
    private static func argument(of name: String, in text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == name, let number = Int(parts[1]) else { return nil }
        return (0...Limits.directiveCount).contains(number) ? number : nil
    }

    /// A number with a unit of `us`, `ms`, `s` or `m`; a bare number means milliseconds.
    private static func duration(_ text: some StringProtocol) -> TimeAmount? {
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let nanoseconds: Double
        switch text.dropFirst(digits.count) {
        case "us": nanoseconds = 1_000
        case "ms", "": nanoseconds = 1_000_000
        case "s": nanoseconds = 1_000_000_000
        case "m": nanoseconds = 60_000_000_000
        default: return nil
        }
        guard let number = Double(digits) else { return nil }
        let total = number * nanoseconds
        guard total >= 0, total <= Double(Limits.directiveNanoseconds) else { return nil }
        return .nanoseconds(Int64(total))
    }
}
