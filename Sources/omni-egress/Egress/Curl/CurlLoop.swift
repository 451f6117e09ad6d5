internal import EventLoop

/// Drives curl on a reactor: watches the sockets curl names and keeps its one timer.
final class CurlLoop: EndOfTick {
    private let reactor: Reactor
    private var multi: CurlMulti
    private var watches: [SocketWatch?] = []
    /// Sockets whose end curl announces; of others it is not known how long a number stands for the same one.
    private var announced: Set<CInt> = []
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
        if let watch = watches[index] { return watch.wait(for: interest) }
        watches[index] = SocketWatch(
            reactor, socket, interest, lasts: announced.contains(socket), loop: self)
    }

    /// Stops watching a socket; curl may close it next.
    func unwatch(_ socket: CInt) {
        let index = Int(socket)
        guard index < watches.count, let watch = watches[index] else { return }
        if watch.lasts { watch.rest() } else { forget(socket) }
    }

    /// A socket was made; `closes` will tell of its end.
    func made(_ socket: CInt) { announced.insert(socket) }

    /// Closes a socket for curl.
    func closes(_ socket: CInt) {
        announced.remove(socket)
        forget(socket)
        closeDescriptor(socket)
    }

    private func forget(_ socket: CInt) {
        let index = Int(socket)
        guard index < watches.count else { return }
        watches[index]?.end()
        watches[index] = nil
    }

    /// Sets curl's timer; negative for none.
    func setTimeout(milliseconds: Int) {
        timerWanted = milliseconds >= 0
        guard timerWanted else { return }
        let due = reactor.now &+ UInt64(milliseconds) * 1_000_000
        if let timer { return reactor.rearm(timer, at: due) }
        timer = reactor.at(due) { [weak self] in self?.timeout() }
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
