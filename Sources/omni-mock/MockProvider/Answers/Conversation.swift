/// The turns of a request as they are walked, whatever the dialect.
package struct Conversation: Sendable {
    private enum Turn {
        case none
        case user
        case model
        case toolResult
    }

    /// Unicode scalars of all turns.
    package private(set) var characters = 0
    /// Text of the last user turn.
    package private(set) var userText: [UInt8] = []
    /// Text of the last turn, if that is a tool's result.
    package private(set) var toolResult: [UInt8]?
    /// How many calls earlier turns made.
    package private(set) var callCount = 0

    private var last = Turn.none
    /// Text of all user turns since the model's last one.
    private var latest: [UInt8] = []

    /// Nothing said yet.
    package init() {}

    /// Counts text that shapes nothing, such as instructions.
    mutating func count(_ scalars: Int) {
        characters += scalars
    }

    /// Takes up a turn of the user.
    mutating func user(_ text: [UInt8]) {
        if last != .user { latest = [] }
        if !latest.isEmpty { latest.append(UInt8(ascii: "\n")) }
        latest += text
        userText = text
        toolResult = nil
        last = .user
    }

    /// Takes up a turn of the model.
    mutating func model(calls: Int) {
        callCount += calls
        toolResult = nil
        last = .model
    }

    /// Takes up the result of a call.
    mutating func result(_ text: [UInt8]) {
        toolResult = text
        last = .toolResult
    }

    /// The command that the last turn asks to be run; nil if it is not a user's, or asks for none.
    var command: [UInt8]? {
        last == .user ? RunLine.command(in: latest) : nil
    }
}
