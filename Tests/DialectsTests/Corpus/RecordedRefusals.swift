@testable import Dialects

/// What a provider cannot have of a recorded request, and why.
enum RecordedRefusals {
    /// Words of a refusal, and what a request must hold to be refused so.
    private static let reasons: [(says: String, holds: [String])] = [
        ("more than one answer", [#""n":"#, #""candidateCount":"#]),
        ("documents", ["pdf", "input_file", #""document""#]),
        ("an answer with pictures", ["odalities"]), ("an answer with sound", ["odalities"]),
        ("pictures", ["image"]), ("films", ["video"]), ("sound", ["audio"]),
        ("a file kept at another provider", ["file_id", "fileUri", "file_uri", #""file""#]),
    ]

    /// Whether a request holds what it is refused for.
    static func isJust(_ error: GatewayError, _ source: RequestSource) -> Bool {
        guard error.code == "unsupported_value" else { return false }
        let text = String(decoding: source.bytes, as: UTF8.self)
        return reasons.contains { reason in
            error.message.contains(reason.says) && reason.holds.contains(where: text.contains)
        }
    }
}
