/// An item of an answer's output, open and closed.
struct ResponsesItem {
    private let part: Answer.Part
    private let context: AnswerContext
    private let index: Int

    /// The item for a part.
    ///
    /// - Parameters:
    ///   - part: What it holds.
    ///   - context: What it is part of.
    ///   - index: Where it stands in the output.
    init(_ part: Answer.Part, context: AnswerContext, index: Int) {
        self.part = part
        self.context = context
        self.index = index
    }

    /// The id of the item, unlike that of any other.
    var id: String {
        let number = context.identity.id.split(separator: "_").last ?? ""
        return "\(prefix)_\(number)_\(index)"
    }

    private var prefix: String {
        switch part {
        case .reasoning: "rs"
        case .text: "msg"
        case .call(let call): call.tool.kind.itemPrefix
        }
    }

    /// The item before anything is in it.
    var opened: JSONText {
        item(text: [], isOpen: true)
    }

    /// The item with what it holds.
    ///
    /// - Parameter text: What its deltas were, as it stands inside a JSON string.
    /// - Returns: The item.
    func closed(_ text: [UInt8]) -> JSONText {
        item(text: text, isOpen: false)
    }

    /// The only part of a message's content.
    func textPart(_ text: [UInt8]) -> JSONText {
        #"{"type":"output_text","text":"\#(escaped: text)","annotations":[],"logprobs":[]}"#
    }

    private func item(text: [UInt8], isOpen: Bool) -> JSONText {
        switch part {
        case .reasoning:
            return #"""
                {"id":\#(id),"type":"reasoning",\#
                "summary":\#(raw: summary(text))\#(raw: proof(isOpen: isOpen))}
                """#
        case .text:
            let isCut = context.answer.stop == .length
            return #"""
                {"id":\#(id),"type":"message",\#
                "status":\#(isOpen ? "in_progress" : isCut ? "incomplete" : "completed"),\#
                "role":"assistant","content":\#(list: isOpen ? [] : [textPart(text)])}
                """#
        case .call(let call):
            let fields = call.tool.kind.fields(of: call, text: text)
            return #"""
                {"id":\#(id),"type":\#(call.tool.kind.itemType),\#
                "status":\#(isOpen ? "in_progress" : "completed"),"call_id":\#(call.id),\#
                \#(raw: fields)}
                """#
        }
    }

    private func summary(_ text: [UInt8]) -> JSONText {
        text.isEmpty ? "[]" : #"[{"type":"summary_text","text":"\#(escaped: text)"}]"#
    }

    /// The proof; while the item is open it is one that cannot be used.
    private func proof(isOpen: Bool) -> JSONText {
        guard context.request.sendsProofs else { return "" }
        let nonce = isOpen ? ResponsesWriter.provisionalNonce : id
        return #","encrypted_content":\#(Proof.issue(.openai, nonce: nonce))"#
    }
}

extension ResponsesWriter {
    /// What the proof of an open item differs by from that of a closed one.
    static let provisionalNonce = "provisional"

    /// Whether a proof is that of an open item, which cannot be used.
    static func isProvisional(_ proof: String) -> Bool {
        proof == Proof.issue(.openai, nonce: provisionalNonce)
    }
}

extension OfferedTool.Kind {
    /// Whether what is passed comes in deltas.
    var isStreamed: Bool { self == .function || self == .custom }

    /// The type of a call's item.
    var itemType: String {
        switch self {
        case .function: "function_call"
        case .custom: "custom_tool_call"
        case .localShell: "local_shell_call"
        case .shell: "shell_call"
        }
    }

    /// What ids of the item begin with.
    fileprivate var itemPrefix: String {
        switch self {
        case .function: "fc"
        case .custom: "ctc"
        case .localShell: "lsh"
        case .shell: "sh"
        }
    }

    /// The fields of a call's item that only its kind has.
    fileprivate func fields(of call: ToolCall, text: [UInt8]) -> JSONText {
        let namespace: JSONText = call.tool.namespace.map { #""namespace":\#($0),"# } ?? ""
        let arguments = JSONText(raw: call.arguments)
        return switch self {
        case .function:
            #"\#(raw: namespace)"name":\#(call.tool.name),"arguments":"\#(escaped: text)""#
        case .custom: #"\#(raw: namespace)"name":\#(call.tool.name),"input":"\#(escaped: text)""#
        case .localShell:
            #""action":{"type":"exec","command":\#(raw: arguments),"env":{}}"#
        case .shell:
            #""action":{"commands":\#(raw: arguments),"timeout_ms":null,"max_output_length":null}"#
        }
    }
}
