internal import EventLoop
internal import IPC
internal import JSON

/// The daemons themselves, over their sockets.
final class LiveClients: LiveDaemons {
    private let reactor: Reactor
    private let route: Client
    private let egress: Client

    /// Clients that are started already.
    init(_ context: AdminContext) {
        reactor = context.reactor
        route = context.route
        egress = context.egress
    }

    func ask(
        _ query: RouteQuery, _ finish: @escaping (Result<[JSONValue], APIError>) -> Void
    ) { lines(.routeQuery, query, of: route, finish) }

    func order(
        _ command: RouteCommand, _ finish: @escaping (Result<ApplyResult, APIError>) -> Void
    ) { order(command, isAgain: false, finish) }

    private func order(
        _ command: RouteCommand, isAgain: Bool,
        _ finish: @escaping (Result<ApplyResult, APIError>) -> Void
    ) {
        let client = route
        client.whenConnected(within: LiveLimits.daemon) { [self] isConnected in
            guard isConnected else { return finish(.failure(APIError(absent: client.name))) }
            client.call(.routeCommand, command, within: LiveLimits.daemon) {
                [self] (result: Result<ApplyResult, CallError>) in
                if case .failure(let error) = result, error.code == .draining, !isAgain {
                    // Its successor is there already; a moment later the client has changed over.
                    _ = reactor.after(.milliseconds(5)) { [self] in
                        order(command, isAgain: true, finish)
                    }
                    return
                }
                finish(result.mapError { APIError($0, of: client.name) })
            }
        }
    }

    func call(
        _ call: ProviderCall, _ finish: @escaping (Result<ProviderReply, CallError>) -> Void
    ) {
        let (client, reactor) = (egress, reactor)
        client.whenConnected(within: LiveLimits.daemon) { isConnected in
            guard isConnected else {
                let error = CallError(code: .peerGone, message: "\(client.name) is not there")
                return finish(.failure(error))
            }
            let began = monotonicNanoseconds()
            let take: (Result<StreamFetch.Reply, CallError>) -> Void = { result in
                finish(Self.reply(result, after: monotonicNanoseconds() - began))
            }
            if let credential = call.credential {
                let probe = ProbeRequest(request: call.request, credential: credential)
                StreamFetch.send(
                    .probe, probe, body: call.body, to: client, on: reactor, limit: call.limit,
                    within: LiveLimits.call, finish: take)
            } else {
                StreamFetch.send(
                    .egress, call.request, body: call.body, to: client, on: reactor,
                    limit: call.limit, within: LiveLimits.call, finish: take)
            }
        }
    }

    private static func reply(
        _ result: Result<StreamFetch.Reply, CallError>, after nanoseconds: UInt64
    ) -> Result<ProviderReply, CallError> {
        switch result {
        case .failure(let error): return .failure(error)
        case .success(let reply):
            do throws(WireError) {
                let head = try EgressResponse(bytes: reply.head)
                return .success(
                    ProviderReply(
                        status: head.status, body: reply.body, isCut: reply.isCut,
                        milliseconds: nanoseconds / 1_000_000))
            } catch {
                return .failure(CallError(code: .protocol, message: "\(error)"))
            }
        }
    }

    private func lines(
        _ kind: Kind, _ head: some WireMessage, of client: Client,
        _ finish: @escaping (Result<[JSONValue], APIError>) -> Void
    ) {
        let reactor = reactor
        client.whenConnected(within: LiveLimits.daemon) { isConnected in
            guard isConnected else { return finish(.failure(APIError(absent: client.name))) }
            StreamFetch.send(
                kind, head, to: client, on: reactor, limit: LiveLimits.lineBytes,
                within: LiveLimits.daemon
            ) { result in
                finish(Self.values(result, of: client.name))
            }
        }
    }

    private static func values(
        _ result: Result<StreamFetch.Reply, CallError>, of name: String
    ) -> Result<[JSONValue], APIError> {
        switch result {
        case .failure(let error): .failure(APIError(error, of: name))
        case .success(let reply) where reply.isCut:
            .failure(
                APIError(
                    .badGateway, "too_much", "\(name) answers with more than can be shown."))
        case .success(let reply): JSONLineReader.values(reply.body, of: name)
        }
    }
}

extension APIError {
    /// A daemon that does not answer.
    init(absent name: String) {
        self.init(
            .unavailable, "daemon_unavailable", "\(name) does not answer.", retryAfter: 1)
    }

    /// A question to a daemon that failed.
    init(_ error: CallError, of name: String) {
        switch error.code {
        case .peerGone, .draining, .overloaded: self.init(absent: name)
        case .deadline:
            self.init(.timeout, "daemon_timeout", "\(name) did not answer in time.")
        default:
            self.init(
                .badGateway, "daemon_failed", "\(name) could not answer (\(error.code.word)).")
        }
    }
}
