// With CurlEasy.swift and PeerAddress.swift the only files that talk to libcurl.
internal import CCurl
internal import EventLoop

/// curl's side of many transfers at once: it says what to watch, and is told what happened.
///
/// curl must not be called from its own callbacks but for `resume`; `isInside` says when that is.
final class CurlMulti {
    private let handle: UnsafeMutableRawPointer
    private weak var loop: CurlLoop?
    private(set) var isInside = false

    /// Makes an empty one; nil when libcurl cannot be set up.
    init?() {
        guard curl_global_init(Int(CURL_GLOBAL_SSL)) == CURLE_OK, let handle = curl_multi_init()
        else { return nil }
        self.handle = handle
    }

    /// Names the loop that watches sockets and keeps the timer; it owns this object, so it lives longer.
    func attach(_ loop: CurlLoop) {
        self.loop = loop
        let reference = Unmanaged.passUnretained(loop).toOpaque()
        check(omni_curl_multi_on_socket(handle, socketCallback, reference))
        check(omni_curl_multi_on_timer(handle, timerCallback, reference))
        check(omni_curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, Limits.connections))
    }

    /// Starts a transfer.
    ///
    /// False when there is no memory.
    func add(_ easy: CurlEasy) -> Bool {
        curl_multi_add_handle(handle, easy.handle) == CURLM_OK
    }

    /// Takes a transfer out, at its end or before.
    ///
    /// In the latter case its connection is closed, or its stream of HTTP/2 reset.
    func remove(_ easy: CurlEasy) {
        precondition(!isInside, "curl is not called back from its callbacks")
        let code = curl_multi_remove_handle(handle, easy.handle)
        precondition(code == CURLM_OK, "a transfer is removed once")
    }

    /// Something happened on a socket.
    func act(on socket: CInt, _ readiness: Readiness) {
        var events: CInt = 0
        if readiness.contains(.readable) { events |= CURL_CSELECT_IN }
        if readiness.contains(.writable) { events |= CURL_CSELECT_OUT }
        // Not CURL_CSELECT_ERR, which ends the transfer without what was received before: the next read tells.
        if !readiness.isDisjoint(with: [.error, .hangup]) { events |= CURL_CSELECT_IN }
        act(socket, events)
    }

    /// The time that curl asked for is over.
    func actOnTimeout() { act(CURL_SOCKET_BAD, 0) }

    private func act(_ socket: CInt, _ events: CInt) {
        var running: CInt = 0
        isInside = true
        // Failures concern single transfers, which report them.
        _ = curl_multi_socket_action(handle, socket, events, &running)
        isInside = false
    }

    /// Lets a paused transfer go on.
    func resume(_ easy: CurlEasy) {
        let wasInside = isInside
        isInside = true
        easy.resume()
        isInside = wasInside
    }

    /// The next transfer that is done, and how (`CurlEasy.outcome`).
    func nextDone() -> (easy: CurlEasy, result: UInt32)? {
        var left: CInt = 0
        while let message = curl_multi_info_read(handle, &left) {
            guard message.pointee.msg == CURLMSG_DONE else { continue }
            var reference: UnsafeMutableRawPointer?
            let code = omni_curl_get_private(message.pointee.easy_handle, &reference)
            guard code == CURLE_OK, let reference else { continue }
            let easy = Unmanaged<CurlEasy>.fromOpaque(reference).takeUnretainedValue()
            return (easy, message.pointee.data.result.rawValue)
        }
        return nil
    }

    /// Gives memory that a burst left behind back to the system.
    static func trimMemory() { omni_trim_memory() }

    private func check(_ code: CURLMcode) {
        precondition(code == CURLM_OK, "libcurl takes the options of the version we build with")
    }

    deinit {
        // Every transfer has been removed: each holds this object's owner.
        _ = curl_multi_cleanup(handle)
    }
}

private let socketCallback: curl_socket_callback = { _, socket, what, reference, _ in
    guard let reference else { return 0 }
    let loop = Unmanaged<CurlLoop>.fromOpaque(reference).takeUnretainedValue()
    switch what {
    case CURL_POLL_IN: loop.watch(socket, .readable)
    case CURL_POLL_OUT: loop.watch(socket, .writable)
    case CURL_POLL_INOUT: loop.watch(socket, [.readable, .writable])
    default: loop.unwatch(socket)
    }
    return 0
}

private let timerCallback: curl_multi_timer_callback = { _, milliseconds, reference in
    guard let reference else { return 0 }
    Unmanaged<CurlLoop>.fromOpaque(reference).takeUnretainedValue()
        .setTimeout(milliseconds: milliseconds)
    return 0
}
