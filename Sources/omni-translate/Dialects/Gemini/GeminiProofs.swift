internal import IPC

/// Signatures of reasoning of other makers, as this dialect's clients carry them (facts: translation-matrix, section 5
/// rule 3).
///
/// Such a client keeps signatures on parts, and may leave the thoughts before them out. A maker whose signature is
/// good only beside the very text gets it back only with that text: its hash travels in the envelope.
enum GeminiProofs {
    private static let mark = "t-"
    private static let digits = 12

    /// Makers whose proofs hold all they need.
    private static let selfContained: Set<ProofFamily> = [.openai, .google]

    /// The value for a client of this dialect of a proof that another dialect's provider made.
    ///
    /// `hash` is that of the thoughts' text.
    static func carried(_ proof: Proof, hash: SHA256, isRedacted: Bool) -> String {
        var proof = proof
        if !isRedacted, proof.itemID == nil, !selfContained.contains(proof.family) {
            proof.itemID = mark + String(Hex.text(hash.finish()).prefix(digits))
        }
        return ProofEnvelope.wrapBase64(proof, isRedacted: isRedacted)
    }

    /// Gives a proof that came back to the thoughts it belongs to, or makes new ones of it.
    static func attach(_ content: ProofEnvelope.Content, to blocks: inout [Block]) {
        var proof = content.proof
        var hash: String?
        if let id = proof.itemID, id.hasPrefix(mark), id.utf8.count == mark.utf8.count + digits {
            hash = String(id.dropFirst(mark.count))
            proof.itemID = nil
        }
        if content.isRedacted {
            blocks.append(.reasoning(Reasoning("", proof: proof, isRedacted: true)))
            return
        }
        if let index = place(hash, in: blocks), case .reasoning(var reasoning) = blocks[index] {
            reasoning.proof = proof
            blocks[index] = .reasoning(reasoning)
        } else if hash == nil || hash == SHA256.hex("", digits: digits) {
            blocks.append(.reasoning(Reasoning("", proof: proof)))
        }
    }

    /// The last thoughts without a proof, and with this hash where it is known.
    private static func place(_ hash: String?, in blocks: [Block]) -> Int? {
        blocks.lastIndex { block in
            guard case .reasoning(let reasoning) = block, reasoning.proof == nil else {
                return false
            }
            return hash == nil || hash == SHA256.hex(reasoning.text, digits: digits)
        }
    }
}
