package import IPC
internal import JSON

/// What a provider's error says, whatever its dialect (facts: translation-matrix, section 12).
package struct ReportedError: Sendable, Equatable {
    /// For people, never HTML; empty when there is none.
    package var message = ""
    /// The provider's own code or type, such as "context_length_exceeded" or "overloaded_error".
    package var code = ""
    package var type = ""
    /// Status that the error itself names; 0 without.
    package var status: UInt32 = 0
    package var param: String?
    /// How long to wait, where the body says so in a field or in words; 0 without.
    package var retryAfterMilliseconds: UInt32 = 0
    /// The part of it that a field says; 0 without.
    package var statedRetryMilliseconds: UInt32 = 0
    /// Milliseconds since 1970 at which the limit is whole again; 0 when it does not say.
    package var resetsAtUnixMilliseconds: Int64 = 0
    /// Names of the limits that were exceeded, where a field lists them.
    package var limits = ""
    /// Dialects whose clients understand the body as it is.
    package var shape: Dialect = .none

    /// Most characters of a message that is passed on.
    private static let longest = 2000

    package init() {}

    /// Reads an error body.
    package static func read(_ body: [UInt8], limit: Int = 1 << 20) -> ReportedError {
        do throws(JSONError) {
            let document = try JSONDocument(body, limits: JSONLimits(depth: 64, bytes: limit))
            var error = ReportedError()
            let root = document.root
            error.read(root.kind == .array ? (root[0] ?? root) : root)
            return error
        } catch {
            return plain(body)
        }
    }

    private static func plain(_ body: [UInt8]) -> ReportedError {
        var error = ReportedError()
        let text = String(decoding: body.prefix(500), as: UTF8.self)
        let trimmed = text.drop { $0.isWhitespace }
        // A page for browsers tells a program nothing.
        guard !trimmed.hasPrefix("<") else { return error }
        error.message = String(trimmed)
        error.retryAfterMilliseconds = RetryHints.fromText(error.message)
        return error
    }

    private mutating func read(_ root: JSONValue) {
        guard root.kind == .object else { return }
        if let base = root["base_resp"], let status = base["status_code"]?.int, status != 0 {
            message = base["status_msg"]?.string ?? ""
            code = String(status)
        }
        if let inner = root["error"], inner.kind == .object {
            read(inner: inner, root)
        } else {
            note(message: root["error"]?.string)
            note(message: root["message"]?.string ?? root["Message"]?.string)
            note(message: detail(root["detail"]))
            note(message: root["errors"]?[0]?["message"]?.string)
            note(code: root["code"]?.string ?? root["__type"]?.string)
            note(type: root["type"]?.string)
            if root["error"]?.string != nil { shape = .ollama }
        }
        if let response = root["response"], let failed = response["error"], failed.kind == .object {
            read(inner: failed, root)
        }
        if retryAfterMilliseconds == 0 { retryAfterMilliseconds = RetryHints.fromText(message) }
        if message.utf8.count > Self.longest { message = String(message.prefix(Self.longest)) }
    }

    private mutating func read(inner: JSONValue, _ root: JSONValue) {
        note(message: inner["message"]?.string ?? inner["msg"]?.string)
        note(code: inner["code"]?.string)
        note(type: inner["type"]?.string ?? inner["status"]?.string)
        param = inner["param"]?.string
        if let number = inner["code"]?.int, 400...599 ~= number { status = UInt32(number) }
        if let text = inner["code"]?.string, let number = UInt32(text), 400...599 ~= number {
            status = number
        }
        if inner["code"]?.numberText != nil, code.isEmpty { code = inner["code"]?.numberText ?? "" }
        retryAfterMilliseconds = RetryHints.milliseconds(inner)
        statedRetryMilliseconds = RetryHints.stated(inner)
        resetsAtUnixMilliseconds = RetryHints.resetsAt(inner)
        limits = Self.limits(inner)
        if inner["message"]?.string != nil { shape = Self.shape(of: inner, root) }
    }

    private static func shape(of inner: JSONValue, _ root: JSONValue) -> Dialect {
        if root["type"]?.string == "error" { return .anthropic }
        if inner["status"]?.string != nil, inner["code"]?.int != nil { return .gemini }
        return .openaiChat
    }

    /// Google's QuotaFailure: "GenerateRequestsPerDayPerProjectPerModel-FreeTier".
    private static func limits(_ error: JSONValue) -> String {
        var names: [String] = []
        for detail in error["details"]?.array?.prefix(8) ?? [] {
            for violation in detail["violations"]?.array?.prefix(8) ?? [] {
                if let name = violation["quotaId"]?.string { names.append(short(name)) }
            }
        }
        return names.joined(separator: " ")
    }

    private func detail(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        if let text = value.string { return text }
        return value[0]?["msg"]?.string
    }

    private mutating func note(message text: String?) {
        if message.isEmpty, let text { message = text }
    }

    private mutating func note(code text: String?) {
        if code.isEmpty, let text { code = Self.short(text) }
    }

    private mutating func note(type text: String?) {
        if type.isEmpty, let text { type = Self.short(text) }
    }

    private static func short(_ text: String) -> String {
        text.utf8.count <= 128 ? text : String(decoding: text.utf8.prefix(128), as: UTF8.self)
    }

    /// Whether a client of `dialect` understands the body as the provider sent it.
    package func isShaped(for dialect: Dialect) -> Bool {
        switch dialect {
        case .openaiChat, .openaiResponses: shape == .openaiChat
        case .anthropic, .gemini, .ollama: shape == dialect
        case .none, .cohere, .bedrock: false
        }
    }
}
