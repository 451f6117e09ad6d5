package import IPC

/// A client's key as the door knows it; one object for all requests of the key.
package final class DoorKey: Sendable {
    /// Id.
    package let id: String
    /// Name that the operator gave it.
    package let name: String
    /// Bounds on its requests.
    package let limits: RateLimits
    private let isDisabled: Bool
    /// Wall clock, microseconds since 1970; 0 for never.
    private let expiresAt: Int64
    /// Endpoints that it may use; empty for all.
    private let endpoints: Set<Endpoint>
    /// From where it was used; like `counter` it outlives this object: a later snapshot's key of the same id goes on with
    /// them.
    let origins: KeyOrigins
    private let counter: RateCounter

    /// Takes a key over, with what `previous` has counted.
    init(_ key: ClientKey, previous: DoorKey?) {
        id = key.id
        name = key.name
        limits = RateLimits(key.rates)
        isDisabled = key.disabled
        expiresAt = key.expiresUnixUs
        endpoints = Set(key.endpoints)
        origins = previous?.origins ?? KeyOrigins()
        counter = previous?.counter ?? RateCounter()
    }

    /// Why it may not be used for `endpoint` now; nil when it may.
    package func fault(for endpoint: Endpoint, at wall: Int64) -> DoorError? {
        if let fault = fault(at: wall) { return fault }
        if !endpoints.isEmpty, !endpoints.contains(endpoint) {
            return .endpointNotAllowed(endpoint)
        }
        return nil
    }

    /// Why it may not be used for anything now; nil when it may.
    func fault(at wall: Int64) -> DoorError? {
        if isDisabled { return .keyDisabled }
        if expiresAt != 0, wall >= expiresAt { return .keyExpired }
        return nil
    }

    /// Counts a request if there is room for it.
    package func take(at wall: Int64) -> RateVerdict { counter.take(limits, at: wall) }
}

extension DoorKey: Equatable {
    /// Whether both are of one id.
    package static func == (left: DoorKey, right: DoorKey) -> Bool { left.id == right.id }
}
