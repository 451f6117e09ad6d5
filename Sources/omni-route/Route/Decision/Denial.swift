internal import IPC

/// A refusal in the making.
struct Denial: Error, Equatable {
    /// Why.
    let code: RefusalCode
    /// For the person who reads the client's error.
    let message: String
    /// When to try again, in milliseconds; 0 for no statement.
    var retryAfterMs: UInt32 = 0

    /// The message that goes to translate.
    var refusal: Refusal {
        Refusal(
            status: code.status, code: code.rawValue, message: message,
            param: code == .noTarget ? "" : "model", retryAfterMs: retryAfterMs)
    }
}
