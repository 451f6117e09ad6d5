internal import EventLoop

/// Drives curl on a reactor: watches the sockets curl names and keeps its one timer.
final class CurlLoop: EndOfTick {
    private let reactor: Reactor
    private var multi: CurlMulti
    private var watches: [SocketWatch?] = []
    private var timer: Timer?
    private var timerWanted = false
    private var reading = false

    /// A loop without transfers; nil when libcurl cannot be set up.
    init?(_ reactor: Reactor) {
        guard let multi = CurlMulti() else { return nil }
        self.reactor = reactor
        self.multi = multi
        multi.attach(self)
    }

    /// Whether curl is at work further up the stack, and transfers cannot be removed.
    var isInsideCurl: Bool { multi.isInside }

    /// Starts a transfer; false when there is no memory.
    func add(_ easy: CurlEasy) -> Bool { multi.add(easy) }

    /// Takes a transfer out.
    func remove(_ easy: CurlEasy) { multi.remove(easy) }

    /// Lets a paused transfer go on.
    func resume(_ easy: CurlEasy) {
        multi.resume(easy)
        // It may have ended; nobody else would ask before the next event.
        guard !reading else { return }
        reading = true
        reactor.atEndOfTick(self)
    }

    /// Looks at what `resume` ended.
    func tickEnded() {
        reading = false
        reportDone()
    }

    /// Closes all connections and gives memory back; only while no transfer runs.
    ///
    /// curl looks for connections that their server closed when it needs one, so without requests they would stay.
    func rest() {
        guard let fresh = CurlMulti() else { return }
        fresh.attach(self)
        multi = fresh
        CurlMulti.trimMemory()
    }

    // MARK: From curl

    /// Watches a socket, or changes what for.
    func watch(_ socket: CInt, _ interest: Readiness) {
        let index = Int(socket)
        while watches.count <= index { watches.append(nil) }
        if let watch = watches[index] { return watch.change(interest) }
        watches[index] = SocketWatch(reactor, socket, interest, loop: self)
    }

    /// Stops watching a socket; curl may close it next.
    func unwatch(_ socket: CInt) {
        let index = Int(socket)
        guard index < watches.count else { return }
        watches[index]?.end()
        watches[index] = nil
    }

    /// Sets curl's timer; negative for none.
    func setTimeout(milliseconds: Int) {
        timerWanted = milliseconds >= 0
        guard timerWanted else { return }
        let delay = Duration.milliseconds(milliseconds)
        if let timer { return reactor.rearm(timer, delay) }
        timer = reactor.after(delay) { [weak self] in self?.timeout() }
    }

    // MARK: From the reactor

    private func timeout() {
        guard timerWanted else { return }
        timerWanted = false
        multi.actOnTimeout()
        reportDone()
    }

    /// Something happened on a watched socket.
    func ready(_ socket: CInt, _ readiness: Readiness) {
        multi.act(on: socket, readiness)
        reportDone()
    }

    private func reportDone() {
        while let (easy, result) = multi.nextDone() { easy.client?.done(result: result) }
    }
}
