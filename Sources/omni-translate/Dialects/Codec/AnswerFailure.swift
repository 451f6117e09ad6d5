/// Why an answer with status 200 is none.
package enum AnswerFailure: Error, Equatable {
    /// Not what the dialect speaks: bad JSON, an HTML page, an event that is no object.
    case malformed(String)
    /// The provider reported an error inside the answer; its JSON, as it came.
    case reported([UInt8])
    /// Nothing of meaning in it.
    case empty
    /// Ended before its end.
    case cutShort
    /// Larger than is kept.
    case tooLarge
    /// Not the same as what the client has of an answer that was to be continued.
    case diverged
}
