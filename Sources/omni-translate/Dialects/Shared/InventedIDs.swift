internal import IPC

/// Ids that a dialect demands and no provider gave; made from the request's id, so that the same request gets the same.
package enum InventedIDs {
    /// `prefix` and 24 lower-case hexadecimal digits, different for each `purpose`.
    package static func id(_ prefix: String, _ target: Target, _ purpose: String = "") -> String {
        // U+0000 stands in no request id, so two different triples never make the same text.
        prefix + SHA256.hex("\(target.requestID)\0\(prefix)\0\(purpose)", digits: 24)
    }
}
