/// An item of the answer that a client gets.
struct ResponsesOutput {
    /// What an item is.
    enum Kind {
        case message
        case reasoning
        case call(ToolCallStart)
    }

    var kind: Kind
    /// Position in the response's output; given when the client first hears of the item.
    var index = 0
    var id = ""
    var isAdded = false
    var isDone = false
    /// Finished content parts, a comma between them.
    var parts: [UInt8] = []
    var partCount = 0
    /// Block number of the open part; nil when none is.
    var openPart: Int?
    var isRefusal = false
    /// Inside of the JSON string of what is open: text, summary, arguments.
    var text: [UInt8] = []
    /// Annotations of the open part, a comma between them.
    var annotations: [UInt8] = []
    var annotationCount = 0
    /// Log probabilities of the open part, a comma between them.
    var logprobs: [UInt8] = []
    var proof: Proof?
    var isRedacted = false
    /// What stands in each delta before the text.
    var deltaHead: [UInt8] = []

    init(_ kind: Kind) { self.kind = kind }
}
