internal import Crypto
internal import IPC

/// What the token endpoint of a service account answered.
enum TokenAnswer {
    /// An access token, and the seconds it holds.
    case token(SecretBytes, seconds: Int64)
    /// None, for the reason given.
    case failure(TransferFailure)

    /// The longest lifetime that is believed.
    private static let longest: Int64 = 24 * 3600
    /// Where the answer says nothing.
    private static let standard: Int64 = 3600

    /// Reads an answer (RFC 6749 sections 5.1 and 5.2).
    ///
    /// - Parameters:
    ///   - status: Of the response.
    ///   - body: Of the response.
    ///   - origin: Where it came from.
    init(status: UInt32, body: SecretBytes, origin: Origin) {
        let fields = SecretFields(body)
        guard status == 200 else {
            self = .failure(Self.refusal(status, fields, origin))
            return
        }
        guard let fields, let token = fields.secret("access_token"), Self.isUsable(token) else {
            self = .failure(
                TransferFailure(.upstreamBroken, "\(origin.authority) gave no access token"))
            return
        }
        let seconds = fields.int("expires_in") ?? Self.standard
        self = .token(token, seconds: min(max(seconds, 0), Self.longest))
    }

    private static func isUsable(_ token: SecretBytes) -> Bool {
        token.count <= Limits.secretBytes
            && token.withBytes { $0.allSatisfy { $0 > 0x20 && $0 < 0x7f } }
    }

    private static func refusal(
        _ status: UInt32, _ fields: SecretFields?, _ origin: Origin
    ) -> TransferFailure {
        // The machine-readable reason, such as "invalid_grant"; the text beside it may quote what was sent.
        let code = fields?.text("error").flatMap { isCode($0) ? " (\($0))" : nil } ?? ""
        let isOurs = (400..<500).contains(status) && status != 408 && status != 429
        return TransferFailure(
            isOurs ? .credential : .upstreamBroken,
            "\(origin.authority) gives the service account no token: status \(status)\(code)")
    }

    private static func isCode(_ text: String) -> Bool {
        text.utf8.count <= 64 && HeaderRules.isToken(text)
    }
}
