internal import IPC

/// Makes the body of an answer piece by piece, at the pace at which the client takes it.
protocol AnswerSource: AnyObject {
    /// Begins to give pieces; called once, when the head of the answer is out.
    func begin(_ sink: any AnswerSink)
    /// There is room again after `take` has taken less than all.
    func proceed()
    /// Nobody wants the rest; nothing more is called.
    func cancel()
}

/// Where the pieces of a body go.
protocol AnswerSink: AnyObject {
    /// Takes bytes as far as the client has room for them; how many.
    func take(_ bytes: RawSpan) -> Int
    /// Nothing is there yet, and more will come: nobody on the way is to give it up.
    func showLife()
    /// The body is whole.
    func end()
    /// The body cannot be made whole; the client finds it cut off.
    func breakOff(_ code: ResetCode, _ reason: String)
}

/// The source of a body, as a part of an answer.
struct AnswerFlow: Equatable {
    let source: any AnswerSource

    init(_ source: any AnswerSource) { self.source = source }

    static func == (one: AnswerFlow, other: AnswerFlow) -> Bool { one.source === other.source }
}
