internal import IPC
internal import JSON

/// What of a client's `generationConfig` only this dialect knows, or says more exactly than the canonical form.
struct GeminiOwnConfig {
    private let members: [(name: String, value: JSONValue)]

    private static let forms: Set<String> = [
        "responseMimeType", "responseSchema", "responseJsonSchema", "_responseJsonSchema",
    ]

    init(_ request: ModelRequest) {
        let field = request.extensions.first {
            $0.dialect == .gemini && $0.name == "generationConfig"
        }
        let document = field.flatMap { try? JSONDocument($0.value.bytes) }  // it came from one
        members = (document?.root.members ?? []).map {
            (GeminiNames.camelCase($0.name), $0.value)
        }
    }

    /// The form of the answer is told here.
    var saysForm: Bool { members.contains { Self.forms.contains($0.name) } }
    /// `responseModalities` are told here.
    var saysModalities: Bool { members.contains { $0.name == "responseModalities" } }

    /// The instruction by which the reader told other dialects of a list of words; nil without.
    var enumInstruction: String? {
        let type = members.first { $0.name == "responseMimeType" }?.value.string?.lowercased()
        guard type == GeminiEnumAnswer.mediaType else { return nil }
        for member in members where member.name != "responseMimeType" {
            guard Self.forms.contains(member.name) else { continue }
            return GeminiEnumAnswer.instruction(RawJSON(member.value.rawBytes))
        }
        return nil
    }

    /// Writes the members, those of the form only when `withForm`.
    func write(withForm: Bool, into writer: inout JSONWriter) {
        for member in members where withForm || !Self.forms.contains(member.name) {
            writer.name(text: member.name)
            writer.raw(member.value.rawBytes)
        }
    }
}
