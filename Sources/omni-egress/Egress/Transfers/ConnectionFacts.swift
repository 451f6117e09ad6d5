internal import EventLoop
internal import IPC

/// What is known of the connection that an answer came by.
struct ConnectionFacts {
    /// "1.1", "2"; empty before the answer's head.
    var httpVersion = ""
    /// "1.3"; empty without TLS.
    var tlsVersion = ""
    var isReused = false
    /// Microseconds until the answer's head; 0 before.
    var firstByteUs: UInt64 = 0

    /// Nothing yet.
    init() {}

    /// Of a transfer whose answer begins now.
    init(_ easy: CurlEasy, httpVersion: String, firstByteUs: UInt64) {
        self.httpVersion = httpVersion
        tlsVersion = easy.tlsVersion
        isReused = easy.connectionsMade == 0
        self.firstByteUs = firstByteUs
    }
}

extension CallRecord {
    /// Adds the connection, and when it began, now that it has ended after so many nanoseconds.
    mutating func complete(_ facts: ConnectionFacts, nanoseconds: UInt64) {
        totalUs = nanoseconds / 1000
        startedUnixUs = wallMicroseconds() - Int64(totalUs)
        httpVersion = facts.httpVersion
        tlsVersion = facts.tlsVersion
        reusedConnection = facts.isReused
        firstByteUs = facts.firstByteUs
    }
}
