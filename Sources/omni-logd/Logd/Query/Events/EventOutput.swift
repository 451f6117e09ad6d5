/// Frames that wait for a reader, up to a bound; what comes beyond it is lost, and the reader is told to begin anew.
struct EventOutput {
    private var bytes: [UInt8] = []
    private var sent = 0
    /// Frames were lost since the reader had all.
    private(set) var hasLost = false

    /// Nothing waits.
    init() {}

    /// Whether all has been sent.
    var isEmpty: Bool { sent == bytes.count }

    /// Adds a frame, or loses it: once one is lost all are, until the reader has taken what waits.
    mutating func add(_ frame: [UInt8]) {
        guard !hasLost, bytes.count - sent + frame.count <= Limits.followerBytes else {
            hasLost = true
            return
        }
        bytes += frame
    }

    /// What waits, to be sent.
    var waiting: ArraySlice<UInt8> { bytes[sent...] }

    /// Some bytes were sent.
    mutating func took(_ count: Int) {
        sent += count
        guard isEmpty else { return }
        bytes.removeAll(keepingCapacity: bytes.count <= Limits.followerBytes)
        sent = 0
    }

    /// The reader is told that frames were lost.
    mutating func tellLoss(_ frame: [UInt8]) {
        hasLost = false
        add(frame)
    }
}
