package import IPC

/// All queries that run.
package final class LogQueries {
    private let journal: Journal
    private var running: [ObjectIdentifier: LogQueryStream] = [:]

    /// Answers from `journal`.
    package init(_ journal: Journal) {
        self.journal = journal
    }

    /// Queries that run now.
    package var count: Int { running.count }

    /// Begins a query on a stream of kind `logQuery`.
    package func opened(_ stream: Stream, head: RawSpan) {
        guard running.count < Limits.queries else {
            return stream.reset(.overloaded, "too many queries")
        }
        do throws(WireError) {
            let query = try LogQuery(wire: head)
            let handler = LogQueryStream(stream, query, journal) { [weak self] ended in
                self?.running[ObjectIdentifier(ended)] = nil
                self?.collect()
            }
            stream.handler = handler
            running[ObjectIdentifier(handler)] = handler
            collect()
            handler.start()
        } catch {
            stream.reset(.protocol, "\(error)")
        }
    }

    /// Tells followers of committed requests.
    package func committed(_ requests: [RequestRecord]) {
        guard !requests.isEmpty else { return }
        for handler in running.values { handler.committed(requests) }
    }

    /// Ends what has no end of its own.
    package func drain() {
        for handler in running.values { handler.drain() }
    }

    /// Commits list their requests only while somebody follows.
    private func collect() {
        journal.collecting = running.values.contains { $0.isFollowing }
    }
}
