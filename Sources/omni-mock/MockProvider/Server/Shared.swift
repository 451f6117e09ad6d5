internal import Synchronization

/// What all event loops share: the options, the recordings, and the books.
package final class Shared: Sendable {
    let options: Options
    let corpus: Corpus
    let statistics = Mutex(Statistics())
    let requests = Mutex(RequestLog())
    let behaviour = Mutex(BehaviourTable())
    /// Bytes of large request bodies in memory.
    let bodyBytes = Atomic<Int>(0)

    /// Books without entries.
    ///
    /// - Parameters:
    ///   - options: The command line.
    ///   - corpus: The recordings to replay.
    package init(options: Options, corpus: Corpus = Corpus()) {
        self.options = options
        self.corpus = corpus
    }
}
