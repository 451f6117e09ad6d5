import Foundation
import IPC
@testable import Route

/// A directory that goes away with the test.
final class Scratch {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "route-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The store in this directory.
    func store() throws -> RouteStore { try RouteStore(path: path + "/route.db") }

    /// A router over it, at the wall clock `wall`.
    func router(wall: Int64 = 1_000_000) throws -> Router {
        try Router(store: store(), at: Moment(now: 0, wall: wall), seed: 1)
    }

    /// A router that has taken a configuration.
    func router(_ connections: [ProviderConnection], keys: [ClientKey] = []) throws -> Router {
        let router = try router()
        let result = router.apply(
            RouteConfiguration(connections: connections, keys: keys, settings: .standard),
            wall: 2_000_000)
        precondition(result.ok, result.error)
        return router
    }
}

/// A connection named `name`, whose prefix is its name unless given.
func connection(
    _ name: String, prefix: String? = nil, models: [String] = [],
    provider: String = "openai-compatible", url: String = "http://h/v1"
) -> ProviderConnection {
    ProviderConnection(
        id: "c-" + name, name: name, provider: provider, dialect: .openaiChat,
        prefix: prefix ?? name, baseURL: url, models: models, profile: provider)
}

/// A client key whose hash consists of one byte.
func key(_ name: String, _ byte: UInt8) -> ClientKey {
    ClientKey(id: "k-" + name, name: name, hash: [UInt8](repeating: byte, count: 32))
}

extension Router {
    /// The answer to an ask; nil when it waits.
    func answer(_ ask: RouteAsk, now: UInt64 = 0) -> RouteAnswer? {
        var given: RouteAnswer?
        self.ask(ask, at: Moment(now: now, wall: 2_000_000)) { given = $0 }
        return given
    }

    /// The lease for an ask; nil for a refusal.
    func lease(
        _ model: String, attempt: UInt32 = 1, failed: [UInt64] = [], now: UInt64 = 0
    ) -> Lease? {
        let ask = RouteAsk(model: model, attempt: attempt, failedLeases: failed)
        guard case .lease(let lease) = answer(ask, now: now)?.answer else { return nil }
        return lease
    }

    /// The refusal of an ask; nil for a lease.
    func refusal(
        _ model: String, attempt: UInt32 = 1, failed: [UInt64] = [], now: UInt64 = 0
    ) -> Refusal? {
        let ask = RouteAsk(model: model, attempt: attempt, failedLeases: failed)
        guard case .refusal(let refusal) = answer(ask, now: now)?.answer else { return nil }
        return refusal
    }

    /// Reports how a call went.
    func report(
        _ lease: Lease?, _ failure: FailureClass, retryAfter: UInt32 = 0, now: UInt64 = 0
    ) {
        reported(
            RouteReport(
                leaseID: lease?.leaseID ?? 0, failure: failure, retryAfterMs: retryAfter),
            at: Moment(now: now, wall: 2_000_000))
    }

    /// Takes a configuration over at a wall clock.
    func apply(_ configuration: RouteConfiguration, wall: Int64) -> ApplyResult {
        apply(configuration, at: Moment(now: 0, wall: wall))
    }

    /// The decoded list of models.
    func modelList(wall: Int64) throws -> ModelsAnswer {
        let moment = Moment(now: UInt64(wall) * 1_000, wall: wall)
        return try ModelsAnswer(bytes: models(ModelsAsk(), at: moment))
    }
}
