#if canImport(Glibc)
    internal import Glibc
#endif

/// The program `omni-mock`.
package enum Command {
    /// The version that `--version` prints.
    package static let version = "0.1.0"

    /// How often the parent is looked for, in nanoseconds.
    private static let pollNanoseconds = 200_000_000

    /// Runs until a signal, or the end of the parent, asks for the end.
    ///
    /// - Parameter arguments: The words behind the name of the program.
    /// - Returns: The exit status: 0, 64 for wrong usage, 66 for an unreadable corpus, 69 if the
    ///   address cannot be had, 73 if the port file cannot be written.
    package static func run(_ arguments: [String]) -> Int32 {
        // Asked first, for a parent that ends meanwhile would never be missed.
        let firstParent = getppid()
        let options: Options
        do {
            switch try Options.parse(arguments) {
            case .help: return say(Options.help)
            case .version: return say("omni-mock \(version)\n")
            case .serve(let asked): options = asked
            }
        } catch {
            return fail(64, "\(error.message); see --help")
        }
        let socket = AdoptedSocket.take()
        guard socket != nil || options.hasAddress else {
            return fail(64, "--listen is missing; see --help")
        }
        var corpus = Corpus()
        do {
            if let path = options.corpus { corpus = try CorpusFolder.load(path) }
        } catch {
            return fail(66, "\(error.path): \(error.reason)")
        }
        // Before any thread is made, so that all inherit it and only this one takes signals.
        let signals = StopSignals()
        do {
            let shared = Shared(options: options, corpus: corpus)
            let server = try Server(shared: shared, adopting: socket)
            if let path = options.portFile, !PortFile.write(server.port, to: path) {
                server.stop()
                return fail(73, "cannot write \(path)")
            }
            _ = say("listening on http://\(options.host):\(server.port)\n")
            let parent = options.endsWithParent ? firstParent : nil
            while !signals.wait(nanoseconds: parent == nil ? nil : pollNanoseconds) {
                if let parent, getppid() != parent { break }
            }
            server.stop()
            return 0
        } catch {
            return fail(69, error.message)
        }
    }

    private static func say(_ text: String) -> Int32 {
        StandardStream.write(text, to: STDOUT_FILENO)
        return 0
    }

    private static func fail(_ status: Int32, _ message: String) -> Int32 {
        StandardStream.write("omni-mock: \(message)\n", to: STDERR_FILENO)
        return status
    }
}
