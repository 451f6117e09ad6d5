internal import Crypto
internal import IPC

/// The head of a request, read.
struct APIHead {
    /// The request's id, for logs and the audit log.
    let id: String
    /// The method as the client wrote it.
    let method: String
    /// The path without its query, as the client wrote it.
    let path: String
    /// The path's parts, decoded: "api", "connections", "work".
    let segments: [String]
    /// Names and values, decoded; of a name that is given several times the first.
    let query: [String: String]
    /// All values of each name, in their order.
    let repeated: [String: [String]]
    /// Names in lower case.
    let headers: [Header]
    /// Length of the body, where it was told.
    let contentLength: UInt64?
    /// Where it came from.
    let source: RequestSource

    /// Reads a head.
    ///
    /// - Throws: 400 for a path or a query that is not written as it should be.
    init(_ request: ManageRequest, source: RequestSource) throws(APIError) {
        id = Self.requestID(request.requestID)
        method = request.method
        headers = request.headers
        contentLength = request.contentLength
        self.source = source
        guard request.target.utf8.count <= Limits.targetBytes, request.target.hasPrefix("/") else {
            throw APIError(.badRequest, "invalid_path", "The path is too long, or none.")
        }
        let parts = request.target.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        segments = try Self.segments(parts[0])
        repeated = parts.count == 2 ? try Self.query(parts[1]) : [:]
        query = repeated.compactMapValues(\.first)
    }

    /// The value of a header; nil without one.
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

    /// An id that may stand in a header and in logs: the given one, or a new one where that may not.
    static func requestID(_ given: String) -> String {
        let isFine =
            !given.isEmpty && given.utf8.count <= 128
            && given.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        return isFine ? given : Crypto.hex(Crypto.randomBytes(16))
    }

    private static func segments(_ path: Substring) throws(APIError) -> [String] {
        var segments: [String] = []
        for part in path.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let segment = PercentCoding.decode(part) else {
                throw APIError(
                    .badRequest, "invalid_path", "The path is not percent-encoded as it should be.")
            }
            segments.append(segment)
        }
        return segments
    }

    private static func query(_ text: Substring) throws(APIError) -> [String: [String]] {
        var query: [String: [String]] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(parts[0], plusIsSpace: true),
                let value = PercentCoding.decode(
                    parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            else {
                throw APIError(
                    .badRequest, "invalid_query",
                    "The query is not percent-encoded as it should be.")
            }
            query[name, default: []].append(value)
        }
        return query
    }
}
