internal import EventLoop
internal import Glibc
internal import Synchronization

/// Threads that read for queries, each with connections of its own.
///
/// They begin with the first work. Results come back over the reactor's waker; of work and results there are never more than
/// `Limits.waitingQueries`.
final class QueryThreads: QueryRunner {
    private let waker: Waker
    private let shared = SharedWork()
    private var isStarted = false
    private var waiting = 0

    /// Prepares threads whose results come on a reactor.
    init(_ reactor: Reactor) throws(SystemError) {
        waker = try Waker(reactor)
    }

    func run<Output: Sendable>(
        lasting duration: UInt64,
        _ work: @escaping @Sendable (LedgerReader) throws(QueryFailure) -> Output,
        _ done: @escaping (Result<Output, QueryFailure>) -> Void
    ) -> QueryTicket? {
        guard waiting < Limits.waitingQueries else { return nil }
        if !isStarted {
            isStarted = shared.start(Limits.queryThreads)
            guard isStarted else { return nil }
        }
        waiting += 1
        let ticket = QueryTicket(deadline: monotonicNanoseconds() &+ duration)
        let answer = OnLoop<Result<Output, QueryFailure>> { [weak self] result in
            self?.waiting -= 1
            done(result)
        }
        let waker = waker
        shared.add { reader in
            let result = Self.result(work, reader, ticket)
            waker.submit { answer.call(result) }
        }
        return ticket
    }

    private static func result<Output: Sendable>(
        _ work: (LedgerReader) throws(QueryFailure) -> Output, _ reader: LedgerReader,
        _ ticket: QueryTicket
    ) -> Result<Output, QueryFailure> {
        guard !ticket.isOver(now: monotonicNanoseconds()) else { return .failure(.interrupted) }
        reader.interrupts { ticket.isOver(now: monotonicNanoseconds()) }
        defer {
            reader.interrupts(when: nil)
            reader.tidy()
        }
        do throws(QueryFailure) {
            return .success(try work(reader))
        } catch {
            return .failure(error)
        }
    }

    func stop() { shared.stop() }
}

/// Something to be called on the loop's thread, on its way through another one.
///
/// Invariant: it is made on the loop's thread and called by its waker, there again; between the two nobody looks into it.
private final class OnLoop<Value>: @unchecked Sendable {
    private let body: (Value) -> Void
    private let owner = pthread_self()

    init(_ body: @escaping (Value) -> Void) { self.body = body }

    func call(_ value: Value) {
        precondition(pthread_equal(pthread_self(), owner) != 0, "wakers run on their reactor")
        body(value)
    }
}

/// Work that threads take, the oldest first.
private final class SharedWork: Sendable {
    typealias Work = @Sendable (LedgerReader) -> Void

    private struct State {
        var work: [Work] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let signal = Semaphore()

    /// Starts threads; false when the system has none.
    func start(_ count: Int) -> Bool {
        (0..<count).filter { _ in startThread() }.count > 0
    }

    private func startThread() -> Bool {
        // The thread gives the reference back.
        let context = Unmanaged.passRetained(self).toOpaque()
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                if let context {
                    Unmanaged<SharedWork>.fromOpaque(context).takeRetainedValue().loop()
                }
                return nil
            }, context)
        guard result == 0 else {
            Unmanaged<SharedWork>.fromOpaque(context).release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    func add(_ work: @escaping Work) {
        state.withLock { $0.work.append(work) }
        signal.post()
    }

    func stop() {
        state.withLock {
            $0.work = []
            $0.isStopped = true
        }
        for _ in 0..<Limits.queryThreads { signal.post() }
    }

    private func loop() {
        let reader = LedgerReader()
        while true {
            if !signal.wait(seconds: Limits.idleReaderSeconds) {
                reader.close()
                signal.wait()
            }
            let (work, isStopped) = state.withLock { state in
                (state.work.isEmpty ? nil : state.work.removeFirst(), state.isStopped)
            }
            if let work { work(reader) } else if isStopped { return }
        }
    }
}

/// Counts what there is to do (sem_overview(7)).
///
/// Invariant: the semaphore is initialized before anybody else sees it, never moves, and its functions are safe on any thread.
private final class Semaphore: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func post() { sem_post(semaphore) }

    func wait() {
        // The only failure is a signal.
        while sem_wait(semaphore) != 0 {}
    }

    /// Waits so long at most; whether there is something to do.
    func wait(seconds: Int) -> Bool {
        var end = timespec()
        // There is no wait by another clock; one that is set only makes it shorter or longer.
        clock_gettime(CLOCK_REALTIME, &end)
        end.tv_sec += seconds
        while sem_timedwait(semaphore, &end) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
