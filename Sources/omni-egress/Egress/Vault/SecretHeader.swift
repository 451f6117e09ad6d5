internal import Crypto

/// One of several headers that a credential consists of.
struct SecretHeader {
    /// In lower case.
    let name: String
    let value: SecretBytes

    /// Headers of one credential.
    private static let most = 16

    /// Reads lines such as "x-team: 1", each ended by a line feed; nil when they are no headers that a credential can be in.
    static func lines(
        _ secret: SecretBytes, mayCarry: (String) -> Bool
    ) -> [SecretHeader]? {
        secret.withBytes { bytes in
            var headers: [SecretHeader] = []
            var start = 0
            while start < bytes.count {
                let rest = bytes[start...]
                guard headers.count < most, let end = rest.firstIndex(of: UInt8(ascii: "\n")),
                    let colon = rest[..<end].firstIndex(of: UInt8(ascii: ":")),
                    end - colon > 2, bytes[colon + 1] == UInt8(ascii: " ")
                else { return nil }
                let name = String(decoding: bytes[start..<colon], as: UTF8.self).lowercased()
                let value = UnsafeRawBufferPointer(rebasing: bytes[(colon + 2)..<end])
                guard mayCarry(name), !headers.contains(where: { $0.name == name }),
                    HeaderRules.isFieldValue(value.bindMemory(to: UInt8.self))
                else { return nil }
                headers.append(
                    SecretHeader(name: name, value: SecretBytes(copying: value.bytes)))
                start = end + 1
            }
            return headers.isEmpty ? nil : headers
        }
    }
}
