/// Looks whether thinking that comes back is what was sent.
struct MessagesProofs {
    private let request: MessagesReader

    /// Proofs of a request whose shape has been checked.
    init(_ request: MessagesReader) {
        self.request = request
    }

    /// Checks a block of thinking, shown or redacted.
    ///
    /// - Parameters:
    ///   - block: The block.
    ///   - path: Where it stands.
    /// - Throws: That it was not made here, or was changed.
    func check(_ block: JSONReader.Node, at path: String) throws(ProviderError) {
        if let data = request.string("data", of: block) {
            guard Proof.isIssued(data, .anthropic, of: Self.redactedText) else {
                throw .invalid("\(path): Invalid `data` in `redacted_thinking` block")
            }
            return
        }
        let text = request.text(request.member("thinking", of: block)).escaped
        let signature = request.string("signature", of: block) ?? ""
        guard Proof.isIssued(signature, .anthropic, of: text) else {
            throw .invalid("\(path): Invalid `signature` in `thinking` block")
        }
    }

    /// What proofs of redacted thinking are of.
    static let redactedText = Array("redacted".utf8)
}
