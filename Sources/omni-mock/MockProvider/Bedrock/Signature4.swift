internal import Crypto
internal import NIOCore

/// Signatures of AWS's requests, version 4, seen from the side that checks them.
struct Signature4 {
    private let request: MockRequest
    private let secret: String

    /// How far a request's time may be from the present, in seconds.
    private static let skew = 300

    /// The signature of a request.
    ///
    /// - Parameters:
    ///   - request: What was received.
    ///   - secret: The key that it must have been signed with.
    init(_ request: MockRequest, secret: String) {
        self.request = request
        self.secret = secret
    }

    /// Checks the signature.
    ///
    /// - Parameter seconds: The present time, since 1970.
    /// - Returns: What is wrong with it; nil if nothing is.
    func error(at seconds: Int) -> ProviderError? {
        let head = request.head
        guard let fields = Self.fields(of: head.authorization ?? ""),
            let credential = fields["Credential"], let names = fields["SignedHeaders"],
            let signature = fields["Signature"]
        else {
            return Self.refusal(
                "Authorization header requires 'Credential', 'SignedHeaders' "
                    + "and 'Signature' parameters.")
        }
        let scope = credential.split(separator: "/", maxSplits: 1)
        let parts = scope.count == 2 ? scope[1].split(separator: "/") : []
        guard parts.count == 4, parts[2] == "bedrock", parts[3] == "aws4_request" else {
            return Self.refusal("Credential should be scoped to correct service: 'bedrock'.")
        }
        let signed = names.split(separator: ";").map(String.init)
        guard signed == signed.sorted(), signed.contains("host"), signed.contains("x-amz-date"),
            let date = head.field("x-amz-date")
        else { return Self.refusal("'Host' and 'X-Amz-Date' must be signed headers.") }
        guard date.hasPrefix(parts[0]), isRecent(date, seconds) else {
            return Self.refusal("Signature expired: \(date) is now earlier or later than allowed.")
        }
        guard let canonical = canonicalRequest(signed) else {
            return Self.refusal("A signed header is missing.")
        }
        let text =
            "AWS4-HMAC-SHA256\n\(date)\n\(scope[1])\n"
            + Crypto.hex(Crypto.sha256(Array(canonical.utf8)))
        let key = parts.reduce(Array("AWS4\(secret)".utf8)) {
            HMAC.sha256(Array($1.utf8), key: $0)
        }
        guard Crypto.hex(HMAC.sha256(Array(text.utf8), key: key)) == signature else {
            return Self.refusal(
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your AWS Secret Access Key and signing method. Consult the service "
                    + "documentation for details.")
        }
        return nil
    }

    private func canonicalRequest(_ signed: [String]) -> String? {
        let head = request.head
        var lines: [String: String] = [:]
        for field in head.fields {
            let name = field.name.lowercased()
            let value = field.value.split(separator: " ").joined(separator: " ")
            lines[name] = lines[name].map { "\($0),\(value)" } ?? value
        }
        var headers = ""
        for name in signed {
            guard let value = lines[name] else { return nil }
            headers += "\(name):\(value)\n"
        }
        // The path as sent, coded once more: so services other than S3 want it.
        let path = PercentCoding.encode(head.path, keeping: [UInt8(ascii: "/")])
        let query = head.query
            .map { (PercentCoding.encode($0.name), PercentCoding.encode($0.value)) }
            .sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
        let hash = Crypto.hex(Crypto.sha256(request.body.readableBytesSpan))
        return [
            head.method, path, query, headers, signed.joined(separator: ";"), hash,
        ].joined(separator: "\n")
    }

    private func isRecent(_ date: String, _ seconds: Int) -> Bool {
        guard let time = Timestamp.seconds(ofCompact: date) else { return false }
        return abs(time - seconds) <= Self.skew
    }

    private static func fields(of value: String) -> [String: String]? {
        let mark = "AWS4-HMAC-SHA256 "
        guard value.hasPrefix(mark) else { return nil }
        var fields: [String: String] = [:]
        for item in value.dropFirst(mark.count).split(separator: ",") {
            let pair = item.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
        }
        return fields
    }

    private static func refusal(_ message: String) -> ProviderError {
        ProviderError(
            status: 403, message: message, type: "invalid_request_error",
            code: BedrockErrors.invalidSignature)
    }
}
