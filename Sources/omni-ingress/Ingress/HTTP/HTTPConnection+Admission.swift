internal import IPC

/// Who may come in, and how often.
extension HTTPConnection {
    /// Finds where the request comes from; the error for whom nobody asked in, or whose address is not to be read.
    ///
    /// Before the first snapshot nothing is said against anybody: nothing but the door's own health is shown then.
    func addressFault(_ head: ParsedHead, _ bytes: RawSpan) -> DoorError? {
        guard let state = lane.shared.state, case .address(let peer) = peer else { return nil }
        let client = ForwardedAddress.client(
            peer, head.forwardedFor, bytes, trusted: state.trustedProxies)
        guard let client else {
            return .malformed("X-Forwarded-For does not end with an address")
        }
        request?.origin = .address(client)
        return state.addresses.admits(client) ? nil : .addressRefused
    }

    /// Keeps a request until the first snapshot of keys is there.
    func waitForDoor() {
        phase = .door
        alarms.set(.door, at: now + DoorLimits.doorWait)
    }

    /// Lets a request in to translate, or to the metrics.
    func admit(_ head: ParsedHead, _ bytes: RawSpan) {
        guard let state = lane.shared.state else {
            return doorGaveUp ? reject(.keysNotLoaded, head) : waitForDoor()
        }
        let isMetrics = request?.route == .metrics
        // A scrape is no request: it would count against whoever lives at the same address.
        let fault =
            (isMetrics ? nil : addressRateFault(state))
            ?? keyFault(head, bytes, isMetrics: isMetrics, state)
        if let fault { return reject(fault, head) }
        if isMetrics { return scrape(head) }
        if case .length(let length) = head.framing, length > state.bodyLimit {
            return reject(.bodyTooLong(limit: state.bodyLimit), head)
        }
        guard !head.hasContentCoding else { return reject(.contentCoding, head) }
        guard !head.hasUnknownExpectation else { return reject(.unknownExpectation, head) }
        startTranslation(head, bytes, state)
    }

    private var origin: ClientOrigin { request?.origin ?? peer }
    private var wall: Int64 { request?.receivedAt ?? 0 }

    func addressRateFault(_ state: DoorState) -> DoorError? {
        let verdict = lane.shared.origins.take(origin, state.addressLimits, at: wall)
        guard case .exceeded(let standing) = verdict else { return nil }
        return .addressRateExceeded(
            standing.limit, retryAfter: standing.retryAfter(at: wall))
    }

    private func keyFault(
        _ head: ParsedHead, _ bytes: RawSpan, isMetrics: Bool, _ state: DoorState
    ) -> DoorError? {
        let isLocal = isLoopback && !head.isForeign
        let credential = Authenticator.credential(bytes, head, queryKey: queryKey(head, bytes))
        // They tell nothing that another process of this machine may not know, whoever's it is.
        if isMetrics, isLocal, credential == .absent { return nil }
        let verdict = Authenticator.verdict(
            credential, isLocal: isLocal, user: user, at: wall, state: state)
        // The programs of this machine are told apart on its own socket only: one would shut out all others.
        let isWatched = !isLocal || user != nil
        if isWatched, case .secret(let hash) = credential,
            let fault = guessFault(verdict, hash)
        {
            return fault
        }
        if !isMetrics { note(head, bytes, state, verdict) }
        switch verdict {
        case .key(let key): return useFault(key, isMetrics: isMetrics)
        case .anonymous: return nil
        case .missing: return .missingKey
        case .invalid: return .invalidKey
        }
    }

    /// Whether somebody there guesses; to be told so whatever the key, or the right one would stand out.
    private func guessFault(_ verdict: Authenticator.Verdict, _ hash: KeyHash) -> DoorError? {
        if case .key(let key) = verdict, key.origins.contains(origin) { return nil }
        let origins = lane.shared.origins
        if let delay = origins.guessDelay(origin, at: wall) {
            return .tooManyGuesses(retryAfter: delay)
        }
        if case .key(let key) = verdict {
            key.origins.add(origin)
        } else {
            origins.guessed(origin, hash, at: wall)
        }
        return nil
    }

    private func useFault(_ key: DoorKey, isMetrics: Bool) -> DoorError? {
        request?.key = key
        // Of the endpoints that a key may be bound to the metrics are none, and nothing in them is secret.
        guard !isMetrics else { return key.fault(at: wall) }
        let endpoint = request?.route.endpoint ?? .none
        if let fault = key.fault(for: endpoint, at: wall) { return fault }
        switch key.take(at: wall) {
        case .passed(let standing):
            request?.standing = standing
            return nil
        case .exceeded(let standing):
            request?.standing = standing
            return .rateExceeded(standing.limit, retryAfter: standing.retryAfter(at: wall))
        }
    }

    /// Whose program is connected, on the local socket.
    private var user: UInt32? {
        if case .user(let user) = peer { user } else { nil }
    }

    /// Google's clients may send their key in the query; elsewhere `key` is no more than a name.
    private func queryKey(_ head: ParsedHead, _ bytes: RawSpan) -> Range<Int>? {
        guard request?.dialect == .gemini else { return nil }
        let values = RequestTarget(bytes, head.target).values(of: "key", in: bytes)
        guard let first = values.first else { return nil }
        // Two would leave open which one counts.
        return values.count == 1 ? first : first.lowerBound..<first.lowerBound
    }
}
