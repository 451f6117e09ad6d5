/// What decisions read of many connections at once, in one piece of memory: a look at a hundred costs less than a visit to a
/// few.
///
/// Written by `ConnectionHealth`. A new one is made with each configuration; health that is no longer configured goes on
/// writing into the old one, which nobody reads.
final class Gauges {
    /// What is read of one connection.
    struct Gauge {
        /// When its rest ends, monotonic nanoseconds; 0 without one.
        var restUntil: UInt64 = 0
        /// When it was last called, monotonic nanoseconds; 0 for never.
        var lastUsed: UInt64 = 0
        /// Usual time to the first token in microseconds; 0 before the first call, and `UInt64.max` while none was measured.
        var latencyRank: UInt64 = 0
        /// How well it is, without what a rest takes from it; may be negative.
        var score = 100

        /// How well it is now, up to 100.
        func score(at now: UInt64) -> Int {
            max(0, score - (restUntil > now ? HealthLimits.restScore : 0))
        }
    }

    private var gauges: [Gauge]

    /// Gauges of so many connections of which nothing is known.
    init(count: Int) { gauges = Array(repeating: Gauge(), count: count) }

    /// Something of each of many places.
    func values(at places: ArraySlice<Int>, _ value: (Gauge) -> UInt64) -> [UInt64] {
        let gauges = gauges
        return places.map { value(gauges[$0]) }
    }

    /// The gauge at a place.
    subscript(place: Int) -> Gauge {
        get { gauges[place] }
        set { gauges[place] = newValue }
    }
}
