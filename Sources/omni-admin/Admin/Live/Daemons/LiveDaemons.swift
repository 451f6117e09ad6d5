internal import IPC
internal import JSON

/// What live operations ask of the other daemons; tests answer in their place.
///
/// Each `finish` is called once.
protocol LiveDaemons: AnyObject {
    /// What route knows: objects, in its order.
    func ask(
        _ query: RouteQuery, _ finish: @escaping (Result<[JSONValue], APIError>) -> Void)

    /// An order to route, which may refuse it.
    func order(
        _ command: RouteCommand, _ finish: @escaping (Result<ApplyResult, APIError>) -> Void)

    /// One call to a provider.
    func call(
        _ call: ProviderCall, _ finish: @escaping (Result<ProviderReply, CallError>) -> Void)
}

/// A call to a provider, by way of egress.
struct ProviderCall {
    /// Its connection's credential is the vault's, unless there is one here.
    var request: EgressRequest
    /// One that is tried and not kept.
    var credential: Credential?
    var body: [UInt8] = []
    /// Bytes of the answer that are wanted; the rest is not waited for.
    var limit = LiveLimits.wordsBytes
}

/// What a provider answered.
struct ProviderReply {
    var status: UInt32
    var body: [UInt8] = []
    /// There was more than is wanted.
    var isCut = false
    /// Milliseconds from asking to the end of the answer.
    var milliseconds: UInt64 = 0
}
