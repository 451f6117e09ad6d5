internal import JSON

/// Errors in the words of openai-chat (facts: openai-chat, section 6; gateway-behaviour, section 2.3).
enum ChatErrors {
    /// The body of an error answer; all four keys are always there.
    static func body(_ error: GatewayError) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.name("error")
            writer.object { writer in
                writer.member("message", error.message)
                writer.member("type", type(error.status))
                writer.name("param")
                if let param = error.param { writer.string(param) } else { writer.null() }
                writer.member("code", error.code)
            }
        }
        return writer.bytes
    }

    /// An error inside a stream that has begun.
    ///
    /// No `[DONE]` follows: nothing may look complete.
    static func event(_ error: GatewayError) -> [UInt8] {
        event(body: body(error))
    }

    /// A provider's own error body as an event.
    static func event(body: [UInt8]) -> [UInt8] {
        let line = body.map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 }
        return Array("data: ".utf8) + line + Array("\n\n".utf8)
    }

    /// A comment: openai-chat clients take nothing else as a sign of life (section 7, item 1).
    static let heartbeat: [UInt8] = Array(": keep-alive\n\n".utf8)

    private static func type(_ status: UInt32) -> String {
        switch status {
        case 401: "authentication_error"
        case 402: "billing_error"
        case 403: "permission_error"
        case 429: "rate_limit_error"
        case 500...: "server_error"
        default: "invalid_request_error"
        }
    }

    /// What a provider's error body says: its `error` object when it has one in the dialect's shape.
    struct Reported: Equatable {
        var message: String
        var code: String
        /// The body is already what a client of this dialect expects.
        var isWellFormed: Bool
    }

    /// Reads the error shapes of compatible providers (section 9): `{"error":{…}}`, `{"error":"…"}`, `{"message":…}`,
    /// `{"detail":…}`.
    static func read(_ body: [UInt8]) -> Reported {
        do throws(JSONError) {
            let document = try JSONDocument(body, limits: JSONLimits(bytes: Limits.answerBytes))
            if let error = document["error"], error.kind == .object {
                let code = error["code"]?.string ?? error["code"]?.numberText
                return Reported(
                    message: error["message"]?.string ?? "", code: shortened(code ?? ""),
                    isWellFormed: error["message"]?.string != nil)
            }
            let text =
                document["error"]?.string ?? document["message"]?.string
                ?? document["detail"]?.string ?? ""
            return Reported(
                message: text, code: shortened(document["code"]?.string ?? ""),
                isWellFormed: false)
        } catch {
            return Reported(message: "", code: "", isWellFormed: false)
        }
    }
}
