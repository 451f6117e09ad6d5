/// Where an AWS signature holds: a service in a region.
struct SignatureScope: Equatable, Sendable {
    /// "us-east-1".
    let region: String
    /// "bedrock".
    let service: String

    private static let longest = 64

    /// Nil when either is not a name as AWS gives them.
    init?(region: String, service: String) {
        guard Self.isName(region), Self.isName(service) else { return nil }
        self.region = region
        self.service = service
    }

    /// The scope of one day, as it stands in a signature; `day` is "20150830".
    func text(on day: String) -> String { "\(day)/\(region)/\(service)/aws4_request" }

    private static func isName(_ text: String) -> Bool {
        (1...longest).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") }
    }

    /// An ASCII letter or digit.
    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
