internal import JSON

/// What every dialect brings to the checks.
protocol DialectRules {
    static func request(_ request: JSONValue, _ context: RequestContext, _ checker: inout Checker)

    static func answer(_ answer: JSONValue, _ checker: inout Checker)

    /// Checks a stream and collects it on the way.
    static func stream(_ bytes: [UInt8], _ checker: inout Checker) -> CheckedAnswer

    static func aggregate(_ answer: JSONValue) -> CheckedAnswer

    static var error: Shape { get }
}
