internal import IPC
internal import NIOCore

/// Requests to the management API: to admin, which decides who asks.
extension HTTPConnection {
    /// Whether errors are told in the form of the management API.
    var isManaged: Bool { door == .admin || request?.route == .manage }

    /// Lets a request in to admin.
    ///
    /// Where route does not tell who may, this machine may: without that there could be no first configuration.
    func manage(_ head: ParsedHead, _ bytes: RawSpan) {
        let known = lane.shared.state
        guard known != nil || doorGaveUp else { return waitForDoor() }
        let isLocal = isLoopback && !head.isForeign
        guard known != nil || isLocal else { return reject(.keysNotLoaded, head) }
        let access = ManageAccess(
            known?.admin ?? .loopback, by: door, hasOwnDoor: lane.shared.hasAdminDoor,
            isLocal: isLocal)
        switch access {
        case .admitted: break
        case .hidden:
            return reject(.unknownPath(bytes.text(RequestTarget(bytes, head.target).path)), head)
        case .localOnly: return reject(.managementIsLocal, head)
        }
        if let known, let fault = addressRateFault(known) { return reject(fault, head) }
        if case .length(let length) = head.framing, length > DoorLimits.managedBodyBytes {
            return reject(.bodyTooLong(limit: DoorLimits.managedBodyBytes), head)
        }
        guard !head.hasContentCoding else { return reject(.contentCoding, head) }
        guard !head.hasUnknownExpectation else { return reject(.unknownExpectation, head) }
        managedUntil = now + DoorLimits.managedTotal
        startExchange(
            .admin(manageRequest(head, bytes, known)), over: lane.admin, head,
            bodyLimit: DoorLimits.managedBodyBytes)
    }

    private func manageRequest(
        _ head: ParsedHead, _ bytes: RawSpan, _ state: DoorState?
    ) -> ManageRequest {
        var message = ManageRequest()
        message.requestID = request?.id ?? ""
        message.method = method(head, bytes)
        message.target = target(head, bytes)
        message.headers = ManageFields.read(bytes, head)
        message.contentLength = head.contentLength
        switch request?.origin ?? peer {
        case .address(let address): message.clientAddress = address.text
        case .user(let user): message.uid = user
        }
        if case .address(let proxy) = peer, state?.trustedProxies.contains(proxy) == true {
            message.secure = ManageFields.areSecure(message.headers)
        }
        return message
    }

    /// As the client wrote it, but for HEAD: the door itself leaves the body out.
    private func method(_ head: ParsedHead, _ bytes: RawSpan) -> String {
        if head.method == .head { return "GET" }
        let end = head.target.lowerBound - 1
        var start = end
        while start > 0, ByteClass.isToken(bytes.byte(start - 1)) { start -= 1 }
        return bytes.text(start..<end)
    }

    /// Path and query, without what a proxy's client writes before them.
    private func target(_ head: ParsedHead, _ bytes: RawSpan) -> String {
        let target = RequestTarget(bytes, head.target)
        return bytes.text(target.path.lowerBound..<target.query.upperBound)
    }

    /// Moves the deadline of a request to admin when something of it, or of its answer, has come.
    func extendPatience() {
        guard managedUntil > 0 else { return }
        alarms.set(.request, at: min(now + DoorLimits.adminWait, managedUntil))
    }
}
