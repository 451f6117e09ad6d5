// The load generator of `make bench`: one thread, one epoll, keep-alive HTTP/1.1 over raw sockets.
//
// It exists because the usual generators measure neither from the scheduled time (so they hide what a stall costs) nor
// the delay of each chunk of a stream, and because what it spends is taken from what is measured.
// Trusts the command line and the machine; checks of an answer its status, its framing and its end.
// Everything is bounded: connections, seconds, samples, head bytes.
internal import EventLoop
internal import Glibc

/// The program.
enum LoadGenerator {
    /// Runs one load and prints its result; the exit status.
    static func run(_ arguments: [String]) -> CInt {
        if arguments.contains("--help") {
            print(LoadOptions.help)
            return EXIT_SUCCESS
        }
        do {
            let options = try LoadOptions(parsing: arguments)
            let reactor = try Reactor()
            let clock = LoadClock(reactor, options)
            let report: Report
            switch options.mode {
            case .closed: report = ClosedLoop(reactor, clock, options).run()
            case .open: report = try OpenLoop(reactor, clock, options).run()
            case .streams: report = StreamLoad(reactor, clock, options).run()
            }
            Output.line(report.json)
            return EXIT_SUCCESS
        } catch let error as LoadOptions.UsageError {
            Output.error("omni-load: \(error.message)")
            return EX_USAGE
        } catch {
            Output.error("omni-load: \(error)")
            return EXIT_FAILURE
        }
    }
}
