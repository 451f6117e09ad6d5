internal import EventLoop
package import IPC
internal import Store

/// A router and its store as the daemon has them, without the daemon: what `RouteBench` measures.
package final class RouteBenchmark {
    private let router: Router

    /// Opens the store in a folder, and makes one where there is none.
    ///
    /// - Throws: What SQLite says.
    package init(folder: String) throws {
        router = try Router(
            store: RouteStore(path: folder + "/route.db"), at: Self.now,
            clock: monotonicNanoseconds)
    }

    private static var now: Moment {
        Moment(now: monotonicNanoseconds(), wall: wallMicroseconds())
    }

    /// Takes a configuration over.
    package func apply(_ configuration: RouteConfiguration) -> ApplyResult {
        router.apply(configuration, at: Self.now)
    }

    /// Decides; nil when the request has to wait.
    package func ask(_ ask: RouteAsk) -> RouteAnswer? {
        var given: RouteAnswer?
        router.ask(ask, at: Self.now) { given = $0 }
        return given
    }

    /// Takes over how a call went.
    package func report(_ report: RouteReport) { router.reported(report, at: Self.now) }

    /// Writes what has changed; true when all of it is on disk.
    package func flush() -> Bool { router.flush(at: Self.now) }
}
