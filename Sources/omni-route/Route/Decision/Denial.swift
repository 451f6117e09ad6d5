internal import IPC

/// A refusal in the making.
struct Denial: Error, Equatable {
    /// Why.
    let code: RefusalCode
    /// For the person who reads the client's error.
    let message: String
    /// The parameter at fault; nil for the one that goes with the code.
    var param: String?
    /// When to try again, in milliseconds; 0 for no statement.
    var retryAfterMs: UInt32 = 0

    /// The message that goes to translate.
    var refusal: Refusal {
        Refusal(
            status: code.status, code: code.rawValue, message: message,
            param: param ?? code.param, retryAfterMs: retryAfterMs)
    }
}
