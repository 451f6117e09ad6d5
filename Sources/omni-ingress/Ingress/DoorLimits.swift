/// What bounds the door.
///
/// Limits that an operator may want to move come with the snapshot (`DoorSettings`).
package enum DoorLimits {
    /// Request line and header fields together; 431 beyond.
    ///
    /// Larger than any client sends, small beside a body.
    package static let headBytes = 64 << 10
    /// Header fields of one request; 431 beyond.
    ///
    /// SDKs send about twenty.
    package static let headFields = 100
    /// Trailer fields after a chunked body, in bytes; 431 beyond.
    package static let trailerBytes = 8 << 10
    /// Bytes of one chunk's extension, which nobody reads; 400 beyond.
    package static let chunkExtensionBytes = 256
    /// Unread bytes of a client that are held while its request runs; reading stops beyond.
    package static let heldInputBytes = 64 << 10
    /// Body bytes that wait for credit; reading from the client stops beyond.
    package static let unsentBodyBytes = 64 << 10
    /// Bytes waiting for the client's socket above which no credit is given back.
    package static let writeHighBytes = 64 << 10
    /// Bytes waiting there below which credit is given back again.
    package static let writeLowBytes = 16 << 10
    /// Credit for the answer of one request: with `writeHighBytes`, what a client that never reads costs.
    package static let answerCredit: UInt32 = 128 << 10
    /// Body bytes of one request kept for sending it again; a longer one is sent once.
    package static let resendBytes = 32 << 20
    /// The same over all requests of the process.
    package static let resendTotalBytes = 256 << 20
    /// How often a request is sent again after a loss of translate; then 503.
    package static let resends: UInt32 = 3
    /// Wait for translate to come back; then 503.
    ///
    /// A restart takes tens of milliseconds.
    package static let linkWait: UInt64 = 10_000_000_000
    /// Wait for the first snapshot of keys; then 503, because without it nobody can be let in.
    package static let doorWait: UInt64 = 5_000_000_000
    /// Silence within a request's body; then 408.
    package static let bodySilence: UInt64 = 30_000_000_000
    /// Time in which a client must take some of its answer; then the connection is cut.
    package static let stalledWrite: UInt64 = 120_000_000_000
    /// Time in which a client should close after an answer that ends its connection.
    package static let linger: UInt64 = 2_000_000_000
    /// Bytes swallowed meanwhile, so that a client that still sends can read its error; the connection is cut beyond.
    package static let lingerBytes = 16 << 20
    /// Body bytes of a refused request that are read and dropped to keep its connection.
    package static let discardedBodyBytes: UInt64 = 64 << 10
    /// Bytes of a request's body to the management API; 413 beyond.
    ///
    /// A whole configuration fits.
    package static let managedBodyBytes: UInt64 = 16 << 20
    /// Silence of admin, and of a client that sends to it, before the answer's head and within the answer; then 504.
    package static let adminWait: UInt64 = 60_000_000_000
    /// Time for a request to the management API until its answer begins, however much keeps coming.
    package static let managedTotal: UInt64 = 600_000_000_000
    /// Time for translate to say how a request ended that was given up; then its record does without.
    ///
    /// The question stands behind all else that translate has to do: seconds, when thousands of requests come at once. Less
    /// than a stop takes (`DaemonLife`), which waits for the record.
    package static let endWait: UInt64 = 4_000_000_000
    /// The answer to a request that outlived its time comes from translate when it can: it knows
    /// more.
    ///
    /// So the door waits on.
    package static let requestGrace: UInt64 = 1_000_000_000
    /// How often alarms of connections are looked at while there are any.
    package static let sweep: UInt64 = 100_000_000
    /// Records handed to the main thread together.
    package static let recordBatch = 256
    /// How long the first record of a batch waits.
    package static let recordDelay: UInt64 = 10_000_000
    /// A snapshot of route beyond this is refused: it would hold a million keys.
    package static let snapshotBytes = 128 << 20
    /// Length of a request id that a client may choose.
    package static let requestIDBytes = 128
    /// Different wrong keys from one address within a minute; 429 beyond to whoever sends a key from there that was not
    /// used there before.
    ///
    /// Nobody mistypes as often, and who guesses gets nowhere.
    package static let guesses = 20
    /// Addresses from which a key was used that are remembered; the oldest is forgotten beyond.
    package static let keyOrigins = 32
    /// Addresses whose requests are counted, and as many whose wrong keys are; the one that was not heard of for the
    /// longest is forgotten beyond.
    ///
    /// Some 8 MB when both are full.
    package static let origins = 16_384
    /// Rows of the ledger that requests without a valid key make in a second; beyond, they are refused as ever, but only
    /// counted.
    ///
    /// More than an outdated client makes that tries again and again; a day of it is some hundred megabytes.
    package static let strangerRowsPerSecond: UInt64 = 20
    /// The same at once, after a time without any.
    package static let strangerRowsAtOnce: UInt64 = 100
    /// How often the log says how many rows were left out.
    package static let strangersTold = Duration.seconds(60)
    /// Time for all daemons to answer for `/metrics`.
    package static let metricsWait = Duration.seconds(1)
    /// Scrapes that wait for one answer; 503 beyond.
    package static let scrapes = 64
    /// After the drain of a stop or a renewal began: how long an idle connection may still bring a request.
    package static let stopIdle: UInt64 = 1_000_000_000
    /// The same after the drain of a renewal began.
    package static let renewalIdle: UInt64 = 30_000_000_000
}
