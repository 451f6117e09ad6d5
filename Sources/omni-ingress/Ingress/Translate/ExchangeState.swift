package import IPC

/// Where a request stands between the door and the daemon that answers it, and what a loss means at that point.
package struct ExchangeState: Equatable {
    private enum State: Equatable {
        case new
        /// No connection to the daemon now.
        case waiting
        /// Sent, not answered: may be sent again.
        case asked
        /// The head of the answer came: nothing is sent again.
        case answered
        case over
    }

    /// What is to be done.
    package enum Action: Equatable, Sendable {
        case none
        /// Wait for a connection, within `DoorLimits.linkWait`.
        case wait
        /// Open a stream, as the given resend.
        case open(resend: UInt32)
        /// Answer with this error.
        case refuse(DoorError)
        /// The answer has begun: end it as broken, with this error.
        case breakOff(DoorError)
        /// Tell the daemon that nobody wants the answer.
        case cancel
    }

    private var state = State.new
    private var opened: UInt32 = 0
    private let maximumResends: UInt32
    private let unavailable: DoorError

    /// A request that was not sent yet.
    ///
    /// - Parameters:
    ///   - resends: How often it may be sent again.
    ///   - unavailable: The error when the daemon is not there.
    package init(
        resends: UInt32 = DoorLimits.resends, unavailable: DoorError = .unavailable
    ) {
        maximumResends = resends
        self.unavailable = unavailable
    }

    /// How often the request was sent again.
    package var resends: UInt32 { opened > 0 ? opened - 1 : 0 }
    /// Whether the answer has begun.
    package var isAnswered: Bool { state == .answered }
    /// Whether nothing follows.
    package var isOver: Bool { state == .over }
    /// Whether it waits for translate.
    package var isWaiting: Bool { state == .waiting }

    /// The request is to be sent.
    package mutating func begin(isLinked: Bool) -> Action {
        guard state == .new else { return .none }
        return isLinked ? open() : wait()
    }

    /// The daemon is there (again).
    package mutating func linked() -> Action {
        state == .waiting ? open() : .none
    }

    /// The daemon did not come in time, or will not.
    package mutating func waitExpired() -> Action {
        state == .waiting ? refuse(unavailable) : .none
    }

    /// The connection has no room for another stream.
    package mutating func openFailed() -> Action {
        state == .asked ? refuse(.overloaded) : .none
    }

    /// The head of the answer came.
    package mutating func answerBegan() {
        if state == .asked { state = .answered }
    }

    /// The answer is whole, or the daemon said how it ended.
    package mutating func answerEnded() {
        state = .over
    }

    /// The daemon reset the stream, or was lost.
    ///
    /// - Parameters:
    ///   - code: Why.
    ///   - canResend: Whether the whole body so far is at hand.
    ///   - isLinked: Whether there is another connection now.
    /// - Returns: What is to be done.
    package mutating func reset(_ code: ResetCode, canResend: Bool, isLinked: Bool) -> Action {
        switch state {
        case .new, .waiting, .over: return .none
        case .answered:
            state = .over
            return .breakOff(error(code))
        case .asked:
            guard code == .peerGone || code == .draining else { return refuse(error(code)) }
            guard canResend, resends < maximumResends else { return refuse(unavailable) }
            return isLinked ? open() : wait()
        }
    }

    /// The time of the whole request is over.
    package mutating func timedOut() -> Action {
        switch state {
        case .over: return .none
        case .answered:
            state = .over
            return .breakOff(.timeout)
        case .new, .waiting, .asked: return refuse(.timeout)
        }
    }

    /// The door's process is about to end.
    package mutating func doorStops() -> Action {
        switch state {
        case .over: return .none
        case .answered:
            state = .over
            return .breakOff(unavailable)
        case .new, .waiting, .asked: return refuse(unavailable)
        }
    }

    /// The client sent something that ends its request, such as a broken body.
    package mutating func clientFailed(_ error: DoorError) -> Action {
        switch state {
        case .over: return .none
        case .answered:
            state = .over
            return .breakOff(error)
        case .new, .waiting, .asked: return refuse(error)
        }
    }

    /// The client left.
    package mutating func clientGone() -> Action {
        guard state != .over else { return .none }
        defer { state = .over }
        return state == .asked || state == .answered ? .cancel : .none
    }

    private mutating func open() -> Action {
        state = .asked
        opened += 1
        return .open(resend: opened - 1)
    }

    private mutating func wait() -> Action {
        state = .waiting
        return .wait
    }

    private mutating func refuse(_ error: DoorError) -> Action {
        state = .over
        return .refuse(error)
    }

    private func error(_ code: ResetCode) -> DoorError {
        switch code {
        case .overloaded: .overloaded
        case .deadline: .timeout
        case .peerGone, .draining: unavailable
        default: .broken
        }
    }
}
