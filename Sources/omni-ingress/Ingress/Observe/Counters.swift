package import IPC
internal import Synchronization

/// Counters that all lanes add to and the main thread reads.
package final class Counters: Sendable {
    private let values = InlineArray<56, Atomic<UInt64>> { _ in Atomic(0) }

    /// All zero.
    package init() {}

    /// Adds to a counter.
    package func add(_ counter: Counter, _ count: UInt64 = 1) {
        values[counter.rawValue].wrappingAdd(count, ordering: .relaxed)
    }

    /// Reads a counter.
    package subscript(counter: Counter) -> UInt64 {
        values[counter.rawValue].load(ordering: .relaxed)
    }

    /// Counts an answer by what was asked and its status.
    package func answered(_ endpoint: Endpoint, isManaged: Bool = false, status: Int) {
        let offset = min(3, max(0, status / 100 - 2))
        let first = isManaged ? Counter.manage2xx : Self.first(endpoint)
        values[first.rawValue + offset].wrappingAdd(1, ordering: .relaxed)
    }

    /// The 2xx counter of an endpoint, which those of the other classes follow.
    private static func first(_ endpoint: Endpoint) -> Counter {
        switch endpoint {
        case .none: .own2xx
        case .chat: .chat2xx
        case .models, .model: .models2xx
        case .completion: .completion2xx
        case .generate: .generate2xx
        case .compact: .compact2xx
        case .countTokens: .countTokens2xx
        case .storedResponse, .deleteResponse: .storedResponse2xx
        }
    }

    /// Counts an error of the door's own by its reason.
    package func refused(_ error: DoorError) {
        switch error {
        case .malformed, .unknownTransferCoding, .unknownVersion: add(.rejectedMalformed)
        case .headTooLong, .tooManyFields: add(.rejectedHead)
        case .bodyTooLong: add(.rejectedBody)
        case .headerTimeout, .bodyTimeout, .timeout: add(.rejectedTimeout)
        case .tooManyConnections: add(.rejectedConnections)
        case .keysNotLoaded, .unavailable, .adminUnavailable, .overloaded, .broken,
            .tooManyScrapes:
            add(.rejectedUnavailable)
        case .missingKey: add(.authMissing)
        case .invalidKey: add(.authInvalid)
        case .tooManyGuesses: add(.authThrottled)
        case .addressRefused, .managementIsLocal: add(.rejectedAddress)
        case .addressRateExceeded, .rateExceeded: add(.rejectedRate)
        case .keyDisabled, .keyExpired, .endpointNotAllowed: add(.rejectedScope)
        case .unknownExpectation, .contentCoding, .unknownPath, .methodNotAllowed:
            add(.rejectedOther)
        }
    }
}
