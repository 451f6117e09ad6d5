/// An item of a provider's answer, as far as it has come.
struct ResponsesItem {
    /// What the open block of an item is.
    enum Part: Equatable {
        case text
        case refusal
        case reasoning
        case call
    }

    var id: String
    /// Position in the response's output, where known.
    var outputIndex: Int?
    var type: String
    /// "commentary" or "final_answer".
    var phase: String?
    /// The open block.
    var block: Int?
    var part: Part?
    /// Which content part, or which part of a summary, the open block is at.
    var partIndex = 0
    /// Bytes given so far of each content part, or of the call's arguments.
    var sent: [Int] = []
    /// Annotations given so far of the open part.
    var annotations = 0
    /// Which member the reasoning's text comes from: of summary and raw thought only one is shown.
    var reasoningSource: String?
    var isDone = false

    init(id: String, outputIndex: Int?, type: String) {
        self.id = id
        self.outputIndex = outputIndex
        self.type = type
    }

    /// Bytes given so far of one part.
    func sentBytes(_ part: Int) -> Int { part < sent.count ? sent[part] : 0 }

    /// Notes that more of a part was given.
    mutating func note(_ bytes: Int, part: Int) {
        // A provider's number of a part bounds memory only if it is itself bounded.
        guard part < 4096 else { return }
        while sent.count <= part { sent.append(0) }
        sent[part] += bytes
    }
}
