internal import EventLoop
internal import IPC

/// Hears how the exchanges of its connections go; times are monotonic nanoseconds.
protocol ExchangeObserver: AnyObject {
    /// The first bytes of an answer came.
    func began(_ connection: LoadConnection, at now: UInt64)
    /// A piece of an answer's body came.
    func received(_ connection: LoadConnection, _ bytes: UnsafeRawBufferPointer, at now: UInt64)
    /// An answer is whole; the connection is free.
    func completed(_ connection: LoadConnection, status: Int, at now: UInt64)
    /// The connection broke or made no sense; it can be used again all the same.
    func failed(_ connection: LoadConnection, _ cause: String)
}

/// One keep-alive connection with at most one request under way; connects when it has something to send.
final class LoadConnection: ReadinessHandler {
    private let context: LoadContext
    private unowned let observer: any ExchangeObserver
    private var descriptor: CInt = -1
    private var registration: Reactor.Registration?
    private var reader = ResponseReader()
    private var written = 0
    private var isWaitingToWrite = false

    /// When the request under way was sent, or should have been.
    private(set) var start: UInt64 = 0
    /// Whether a request is under way.
    private(set) var isBusy = false
    /// What a stream has brought so far.
    var scanner = StampScanner()

    init(_ context: LoadContext, _ observer: any ExchangeObserver) {
        self.context = context
        self.observer = observer
    }

    /// Sends the request; `start` is what its times count from.
    func send(start: UInt64) {
        precondition(!isBusy, "one request at a time")
        isBusy = true
        self.start = start
        written = 0
        reader.reset()
        scanner.reset()
        do throws(SystemError) {
            if descriptor < 0 { try connect() }
            try write()
        } catch {
            fail(error.description)
        }
    }

    func ready(_ readiness: Readiness) {
        do throws(SystemError) {
            if isBusy, written < context.request.count { try write() }
        } catch {
            return fail(error.description)
        }
        if !readiness.isDisjoint(with: [.readable, .hangup, .error]) { read() }
    }

    private func connect() throws(SystemError) {
        descriptor = try TCP.connect(port: context.port)
        registration = try context.reactor.add(descriptor, .readable, self)
        isWaitingToWrite = false
    }

    private func write() throws(SystemError) {
        while written < context.request.count {
            let result = context.request.withUnsafeBytes { bytes in
                Socket.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[written...]))
            }
            switch result {
            case .bytes(let count): written += count
            case .wouldBlock: return waitToWrite(true)
            case .end: throw SystemError("send", 0)
            case .failed(let error): throw error
            }
        }
        waitToWrite(false)
    }

    private func waitToWrite(_ waits: Bool) {
        guard waits != isWaitingToWrite, let registration else { return }
        isWaitingToWrite = waits
        context.reactor.modify(registration, waits ? [.readable, .writable] : .readable)
    }

    private func read() {
        let result = Socket.read(descriptor, into: &context.buffer, at: 0)
        let now = monotonicNanoseconds()
        switch result {
        case .wouldBlock: return
        case .end: return fail("closed by the server")
        case .failed(let error): return fail(error.description)
        case .bytes(let count):
            guard isBusy else { return fail("bytes without a request") }
            if reader.isUntouched { observer.began(self, at: now) }
            take(count, at: now)
        }
    }

    private func take(_ count: Int, at now: UInt64) {
        // As a value, because `withUnsafeBytes` passes on no typed error.
        let progress = context.buffer.withUnsafeBytes { bytes in
            Result { () throws(ResponseReader.Failure) in
                try reader.read(UnsafeRawBufferPointer(rebasing: bytes[..<count])) { piece in
                    observer.received(self, piece, at: now)
                }
            }
        }
        switch progress {
        case .failure(let failure): fail("answer: \(failure)")
        case .success(false): break
        case .success(true):
            isBusy = false
            if !reader.isReusable { close() }
            observer.completed(self, status: reader.status, at: now)
        }
    }

    private func fail(_ cause: String) {
        let wasBusy = isBusy
        isBusy = false
        close()
        // An idle connection that the server closes is replaced at the next request.
        if wasBusy { observer.failed(self, cause) }
    }

    private func close() {
        if let registration { context.reactor.remove(registration) }
        registration = nil
        if descriptor >= 0 { closeDescriptor(descriptor) }
        descriptor = -1
    }
}
