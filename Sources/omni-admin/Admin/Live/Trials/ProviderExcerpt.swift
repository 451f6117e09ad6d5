internal import Dialects
internal import IPC

/// What of a provider's own words is shown: one short line.
enum ProviderExcerpt {
    /// The message of an error, whatever its dialect; empty without one.
    ///
    /// egress has taken the credential out of it already.
    static func words(_ reply: ProviderReply) -> String {
        clean(ReportedError.read(reply.body, limit: LiveLimits.listBytes).message)
    }

    /// One line without control characters, not longer than is worth reading.
    static func clean(_ text: String) -> String {
        let line = text.unicodeScalars.map { scalar -> Character in
            scalar.properties.generalCategory == .control || scalar.value == 0x2028
                || scalar.value == 0x2029 ? " " : Character(scalar)
        }
        let shown = String(line.prefix(LiveLimits.words))
        return line.count > LiveLimits.words ? shown + "…" : shown
    }

    /// The status that is meant: that of an error inside an answer of 200, and 401 for a refused key whatever its status.
    static func status(_ reply: ProviderReply) -> UInt32 {
        guard (200..<500).contains(reply.status) else { return reply.status }
        let error = ReportedError.read(reply.body, limit: LiveLimits.listBytes)
        guard reply.status >= 400 else {
            // MiniMax: not authorized, and a key that is none.
            let isRefusal = ["1004", "2049"].contains(error.code)
            return error.status != 0 ? error.status : isRefusal ? 401 : reply.status
        }
        // Google says 400.
        return ErrorKind.of(error, status: reply.status) == .invalidCredential ? 401 : reply.status
    }
}
