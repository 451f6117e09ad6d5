internal import Synchronization

/// Counters that all lanes add to and the main thread reads.
package final class Counters: Sendable {
    private let values = InlineArray<27, Atomic<UInt64>> { _ in Atomic(0) }

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

    /// Counts an answer by what was asked and its status; `first` is the 2xx counter of the endpoint.
    package func answered(_ first: Counter, status: Int) {
        let offset = min(3, max(0, status / 100 - 2))
        values[first.rawValue + offset].wrappingAdd(1, ordering: .relaxed)
    }

    /// Counts an error of the door's own by its reason.
    package func refused(_ error: DoorError) {
        switch error {
        case .malformed, .unknownTransferCoding, .unknownVersion: add(.rejectedMalformed)
        case .headTooLong, .tooManyFields: add(.rejectedHead)
        case .bodyTooLong: add(.rejectedBody)
        case .headerTimeout, .bodyTimeout, .timeout: add(.rejectedTimeout)
        case .tooManyConnections: add(.rejectedConnections)
        case .keysNotLoaded, .unavailable, .overloaded, .broken, .tooManyScrapes:
            add(.rejectedUnavailable)
        case .missingKey: add(.authMissing)
        case .invalidKey: add(.authInvalid)
        case .unknownExpectation, .contentCoding, .unknownPath, .methodNotAllowed:
            add(.rejectedOther)
        }
    }
}
