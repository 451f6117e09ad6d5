internal import Crypto

/// Signs requests with AWS Signature Version 4.
///
/// Pure: the caller brings the time.
struct RequestSigner {
    let keys: SigningKeys
    let scope: SignatureScope

    private static let algorithm = "AWS4-HMAC-SHA256"

    /// The value of the header `authorization` for a request.
    func authorization(for request: CanonicalRequest) -> String {
        let day = request.time.day
        let scope = scope.text(on: day)
        let toSign =
            "\(Self.algorithm)\n\(request.time.text)\n\(scope)\n\(Crypto.hex(request.hash))"
        var key = signingKey(on: day)
        defer { Crypto.wipe(&key) }
        let signature = Crypto.hmacSHA256(Array(toSign.utf8).span.bytes, key: key.span.bytes)
        return
            "\(Self.algorithm) Credential=\(keys.accessKeyID)/\(scope), "
            + "SignedHeaders=\(request.signedHeaders), Signature=\(Crypto.hex(signature))"
    }

    /// The key of one day, region and service, made from the secret one step at a time.
    private func signingKey(on day: String) -> [UInt8] {
        var key: [UInt8] = []
        key.reserveCapacity(keys.secretAccessKey.count + 4)
        key += "AWS4".utf8
        keys.secretAccessKey.withBytes { key += $0 }
        for part in [day, scope.region, scope.service, "aws4_request"] {
            let next = Crypto.hmacSHA256(Array(part.utf8).span.bytes, key: key.span.bytes)
            Crypto.wipe(&key)
            key = next
        }
        return key
    }
}
