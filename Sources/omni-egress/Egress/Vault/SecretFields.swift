internal import Crypto
internal import JSON

/// The members of a secret JSON object, read where they are: no copy but the secrets asked for is made.
struct SecretFields {
    private let document: SecretBytes
    private let tape: JSONTape

    /// Nil when `document` is no JSON object.
    init?(_ document: SecretBytes) {
        var tape = JSONTape(
            limits: JSONLimits(depth: 8, bytes: Limits.secretDocumentBytes, nodes: 1024))
        do throws(JSONError) {
            try document.withBytes { bytes throws(JSONError) in try tape.parse(bytes.bytes) }
        } catch {
            // The place of the mistake could tell of the secret around it.
            return nil
        }
        guard tape.kind(tape.root) == .object else { return nil }
        self.document = document
        self.tape = tape
    }

    /// A secret string that is not empty.
    func secret(_ name: StaticString) -> SecretBytes? {
        document.withBytes { bytes -> SecretBytes? in
            guard let node = tape.member(name, of: tape.root, in: bytes.bytes) else { return nil }
            var text: [UInt8] = []
            // At once, because growing would leave copies behind.
            text.reserveCapacity(tape.range(node).count)
            guard tape.appendText(of: node, in: bytes.bytes, to: &text), !text.isEmpty else {
                return nil
            }
            return SecretBytes(wiping: &text)
        }
    }

    /// An integer.
    func int(_ name: StaticString) -> Int64? {
        document.withBytes { bytes in
            tape.member(name, of: tape.root, in: bytes.bytes).flatMap {
                tape.int($0, in: bytes.bytes)
            }
        }
    }

    /// A string that is no secret.
    func text(_ name: StaticString) -> String? {
        document.withBytes { bytes in
            tape.member(name, of: tape.root, in: bytes.bytes).flatMap {
                tape.string($0, in: bytes.bytes)
            }
        }
    }
}
