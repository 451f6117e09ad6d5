internal import IPC
internal import JSON

/// How proofs reach a client of this dialect (facts: translation-matrix, section 5 rule 3).
enum ChatProofs {
    /// Bare for the dialect's own, enveloped for a foreign one.
    static func value(_ proof: Proof, _ target: Target) -> String {
        target.provider == .openaiChat ? proof.value : ProofEnvelope.wrap(proof)
    }

    /// The proof of a reasoning block, as a member of a delta or message.
    static func write(
        _ proof: Proof, text: String, isRedacted: Bool, isOwn: Bool, index: Int,
        into writer: inout JSONWriter
    ) {
        guard isOwn else {
            writer.name("reasoning_details")
            writer.array { writer in
                ChatDetails.write(
                    proof, text: text, isRedacted: isRedacted, index: index, into: &writer)
            }
            return
        }
        if ChatDetails.isArray(proof) {
            writer.member("reasoning_details", raw: Array(proof.value.utf8))
        } else {
            writer.member("reasoning_opaque", proof.value)
        }
    }
}

/// Citations as annotations.
enum ChatCitations {
    /// Those that strict clients understand: an address there must be.
    static func known(_ citations: [Citation]) -> [Citation] { citations.filter { $0.url != nil } }

    /// Writes `annotations`.
    static func write(_ citations: [Citation], into writer: inout JSONWriter) {
        writer.name("annotations")
        writer.array { writer in
            for citation in citations { write(citation, into: &writer) }
        }
    }

    private static func write(_ citation: Citation, into writer: inout JSONWriter) {
        if let original = citation.original, original.dialect == .openaiChat {
            return writer.raw(original.json.bytes)
        }
        writer.object { writer in
            writer.member("type", "url_citation")
            writer.name("url_citation")
            writer.object { writer in
                writer.member("url", citation.url ?? "")
                writer.member("title", citation.title ?? "")
                writer.member("start_index", citation.range?.lowerBound ?? 0)
                writer.member("end_index", citation.range?.upperBound ?? 0)
            }
        }
    }
}

/// Pictures in answers, as some hosts send them.
enum ChatImages {
    /// The URL of a picture; nil when it is only an id.
    static func address(of media: Media) -> String? {
        switch media.source {
        case .url(let url): url
        case .base64(let data):
            DataURI.text(mediaType: media.mediaType ?? "image/png", base64: data)
        case .file, .text: nil
        }
    }

    /// One element of `images`.
    static func write(_ url: String, index: Int, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("type", "image_url")
            writer.name("image_url")
            writer.object { $0.member("url", url) }
            writer.member("index", index)
        }
    }
}
