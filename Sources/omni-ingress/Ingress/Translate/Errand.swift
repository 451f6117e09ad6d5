package import IPC

/// What a request asks of the daemon that answers it, and how that daemon's messages are read.
package enum Errand {
    /// A client's request, for translate.
    case translate(RequestHead)
    /// One for the management API, for admin.
    case admin(ManageRequest)

    /// Bytes of the body, where the client said how many.
    var contentLength: UInt64? {
        switch self {
        case .translate(let head): head.contentLength
        case .admin(let head): head.contentLength
        }
    }

    /// Whether and how often it may be sent again, and what is said when nobody is there.
    var state: ExchangeState {
        switch self {
        case .translate: ExchangeState()
        case .admin:
            ExchangeState(resends: mayRepeat ? 1 : 0, unavailable: .adminUnavailable)
        }
    }

    /// Whether it does no harm to send it again: a change may have been made before the answer to it was lost.
    var mayRepeat: Bool {
        switch self {
        case .translate: true
        case .admin(let head): head.method == "GET"
        }
    }

    /// How translate is asked for the end of a request that it could not tell; nil for what is none of its.
    var endAsk: RequestEndAsk? {
        guard case .translate(let head) = self else { return nil }
        return RequestEndAsk(requestID: head.requestID, receivedUnixUs: head.receivedUnixUs)
    }

    /// Notes which sending of the request this is.
    mutating func count(resend: UInt32) {
        guard case .translate(var head) = self else { return }
        head.resend = resend
        self = .translate(head)
    }

    /// Opens a stream for it; nil when there is no room.
    func open(on connection: Connection, for exchange: Exchange) -> IPC.Stream? {
        switch self {
        case .translate(let head): connection.open(.request, head: head, handler: exchange)
        case .admin(let head): connection.open(.manage, head: head, handler: exchange)
        }
    }

    /// Reads the head of an answer.
    func answer(_ head: RawSpan) throws(WireError) -> ResponseHead {
        switch self {
        case .translate: return try ResponseHead(wire: head)
        case .admin:
            let answer = try ManageResponse(wire: head)
            return ResponseHead(
                status: answer.status, headers: answer.headers,
                contentLength: answer.contentLength)
        }
    }

    /// Reads what follows an answer.
    func end(_ trailer: RawSpan) throws(WireError) -> ResponseEnd {
        switch self {
        case .translate: try ResponseEnd(wire: trailer)
        case .admin: ResponseEnd()
        }
    }
}
