// Translate: dialects.
//
// Reads a client's request once, asks route where to send it, encodes it for that provider, sends it through egress and
// turns the answer back, event by event. Commits to nothing before the answer has meaning: until then a failed attempt
// becomes a report and a next ask.
// Translation is a pure function of (request, lease, provider bytes so far) and lives in `Dialects`, one folder for each;
// here is what speaks to sockets: `Exchange` and `Attempt`.
// Trusts route's leases; trusts nothing of a client or a provider.
// Refuses: bodies beyond the limits below, with an error in the client's dialect.

internal import Dialects

/// What bounds this daemon.
enum Limits {
    /// Largest request body kept, above what ingress lets through by default (100 MB).
    static let requestBytes = 256 << 20
    /// Request bodies kept over all exchanges; beyond it new ones are answered 503.
    static let allRequestBytes = 512 << 20
    /// Values in a request's JSON; each costs 16 bytes of tape.
    static let requestNodes = 4 << 20
    /// Largest event of a stream (a picture fits) and largest plain answer; a larger one fails the attempt.
    static let translation = TranslationLimits(frameBytes: 16 << 20, answerBytes: 64 << 20)
    /// Bytes of a buffer that an open stream keeps for its next event.
    static let scratchBytes = 4 << 10
    /// Pictures and documents of one request that are fetched by URL, and bytes of each.
    static let fetches = 8
    static let fetchedBytes = 20 << 20
    /// Bytes of one answer that is kept for `previous_response_id`, and bounds of all.
    static let storedBytes = 8 << 20
    static let responses = ResponseStore.Limits(entryBytes: storedBytes)
    /// Milliseconds that fetching may take.
    static let fetchPatience: UInt32 = 20_000
    /// Answers held back over all exchanges, because they are not whole; beyond it attempts fail.
    static let allAnswerBytes = 256 << 20
    /// Bytes of a name or code that a provider chose, as far as it is recorded.
    static let nameBytes = 256
    /// Bytes of an error answer that are read; the rest is cut off.
    static let errorBytes = 256 << 10
    /// Bytes of a stream held back before the answer has meaning; then it is let through as it is.
    static let uncommittedBytes = 1 << 20
    /// How long a provider may hold a stream open after its terminator.
    static let afterTerminator = Duration.seconds(1)
    /// What is taken behind the terminator of an answer.
    static let leftoverBytes = 64 << 10
    /// Deepest nesting of a request.
    static let depth = 512
    /// Bytes of an answer held back until it is whole, because a combo wants that; beyond it the answer is begun.
    static let answerBytes = 16 << 20
    /// Bytes of an answer that passed through, kept so that another target can go on from it; beyond it none can.
    static let continuedBytes = 256 << 10
    /// Bytes of a request kept for that while its answer is under way.
    static let continuedRequestBytes = 1 << 20
    /// Bytes of an answer sent to route to be given again; a larger one is not kept.
    static let keptBytes = 256 << 10
    /// What is kept of answers, for either, over all exchanges; beyond it nothing is kept of those that begin or grow.
    static let allKeptBytes = 32 << 20
    /// Bytes of one body that are recorded, also where the settings say more.
    static let recordedBodyBytes = 256 << 10
    /// What is kept of bodies until they are recorded, over all exchanges; beyond it they are cut earlier.
    static let allRecordedBytes = 64 << 20
    /// Ends of requests kept for ingress; what a full machine does in that time, and under 12 MiB.
    static let ended = 8192
    /// How long they are kept: ingress asks at once, and what it tells is stored in some tens of milliseconds; but on a full
    /// machine it takes this process half a second to notice that ingress was killed.
    static let endedKept = Duration.seconds(2)
    /// Time in which a question must have been embedded for the cache; then the request goes on without.
    static let embeddingPatience: UInt32 = 2_000
    /// Bytes at the start of an answer without meaning that are read as words.
    static let openingBytes = 512
    /// Attempts of one request, retries included.
    static let attempts: UInt32 = 6
    /// What the numbers of a request's attempts go up by each time that ingress sends it again: those of the process that
    /// was lost may be in the ledger, and nobody knows how many there were.
    static let attemptsOfASending: UInt32 = 100
    /// How often a request is taken up again because route or egress went away under it.
    static let takeUps = 8
    /// How long to wait, the first time, for a peer that is connected and does not serve; twice as long each time.
    static let takeUpPause = Duration.milliseconds(5)
    /// How long to wait for route or egress to come back.
    static let peerPatience = Duration.seconds(10)
    /// At the end of a stop: time for clients to take the end of an answer that breaks off; beyond it they are cut off.
    ///
    /// A third of what a stop has for its last words.
    static let lastReading = Duration.milliseconds(300)
    /// The same: time for ingress to ask how a stream ended that was reset.
    static let endAsks = Duration.milliseconds(100)
    /// How long route may think beyond the time that it may let the request wait.
    static let askPatience = Duration.seconds(5)
    /// Reports kept until route has them on disk; beyond it new ones are dropped and counted.
    static let reports = 100_000
    /// How long route may take for a report.
    static let reportPatience = Duration.seconds(10)
    /// How long to wait, the first time, before reports are sent again; twice as long each time, up to the longest.
    static let reportPause = Duration.milliseconds(50)
    static let longestReportPause = Duration.seconds(2)
    /// Bytes of a request body that only names a model.
    static let nameBodyBytes = 16 << 10
    /// How long the model list of one connection may take.
    static let modelsPatience: UInt32 = 4000
    /// Requests under way that one answer lists, the oldest first, and bytes of it: it has to fit a frame.
    static let liveRows = 500
    static let liveBytes = 768 << 10
    /// Microseconds that route takes at most where it can decide at once; a request that waits longer waits for something.
    static let decisionMicroseconds: UInt64 = 100_000
    /// Whole time of a request when ingress names none.
    static let requestPatience = Duration.seconds(600)
}
