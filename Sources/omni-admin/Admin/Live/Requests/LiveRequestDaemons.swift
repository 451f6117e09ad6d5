internal import IPC

/// What is asked about requests under way; tests answer in place of the daemon.
///
/// Each `finish` is called once.
protocol LiveRequestDaemons: AnyObject {
    /// Requests under way.
    func list(_ ask: LiveAsk, _ finish: @escaping (Result<LiveAnswer, APIError>) -> Void)

    /// An order to end one.
    func cancel(
        _ order: LiveCancel, _ finish: @escaping (Result<LiveCancelled, APIError>) -> Void)
}
