internal import IPC
internal import JSON

/// A turn of the assistant, sorted into what one message of this dialect can hold.
struct ChatAssistantParts {
    private(set) var text = ""
    private(set) var refusal = ""
    private(set) var calls: [ToolCall] = []
    private(set) var textProof: Proof?
    private(set) var audio: RawJSON?
    private(set) var hasMedia = false
    private var thoughts: [Reasoning] = []

    init(_ turn: Turn, _ profile: ChatProfile) {
        for block in turn.blocks {
            switch block {
            case .text(let value):
                text += value.text
                textProof = value.proof ?? textProof
            case .refusal(let value):
                if profile.hasRefusals { refusal += value } else { text += value }
            case .reasoning(let value): thoughts.append(value)
            case .toolCall(let call): calls.append(call)
            case .media: hasMedia = true
            case .opaque(let opaque):
                if opaque.dialect == .openaiChat, opaque.type == "audio" { audio = opaque.json }
            case .toolResult: break
            }
        }
    }

    /// Whether anything of it is a message.
    var hasContent: Bool {
        !text.isEmpty || !refusal.isEmpty || !calls.isEmpty || audio != nil
    }

    /// The text of all reasoning.
    var reasoning: String {
        thoughts.map(\.text).filter { !$0.isEmpty }.joined(separator: "\n\n")
    }

    /// The host's own details, one array of them all; nil without.
    func details(fitting target: Target) -> [UInt8]? {
        var joined: [UInt8] = []
        for thought in thoughts {
            guard let proof = thought.proof, ChatDetails.isArray(proof),
                ProofEnvelope.fits(proof, target)
            else { continue }
            let array = Array(proof.value.utf8)
            if joined.isEmpty {
                joined = array
            } else {
                joined.removeLast()
                joined.append(UInt8(ascii: ","))
                joined += array.dropFirst()
            }
        }
        return joined.isEmpty || !Self.isJSON(joined) ? nil : joined
    }

    /// A proof that is one opaque text; nil without.
    func opaqueProof(fitting target: Target) -> Proof? {
        thoughts.lazy.compactMap(\.proof).last {
            !ChatDetails.isArray($0) && ProofEnvelope.fits($0, target)
        }
    }

    /// A proof came through a client, which may have changed it.
    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        var tape = JSONTape()
        return (try? tape.parse(bytes)) != nil
    }
}
