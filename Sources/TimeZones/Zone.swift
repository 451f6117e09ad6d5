/// A time zone: how far its clocks are ahead of UTC at each second.
///
/// Times are seconds since 1970, local times what the clocks show, counted alike.
public struct Zone: Equatable, Sendable {
    /// A second from which on another offset holds.
    public struct Transition: Equatable, Sendable {
        /// The first second.
        public var at: Int
        /// Seconds ahead of UTC.
        public var offset: Int
    }

    /// A stretch of time with one offset.
    public struct Segment: Equatable, Sendable {
        /// Seconds ahead of UTC.
        public var offset: Int
        /// The first second after it; nil when there is no end.
        public var ends: Int?
    }

    /// The greatest distance from UTC, in seconds: RFC 8536 section 3.2 allows less than 26 hours.
    public static let greatestOffset = 93_599

    /// The zone without offset, for which no file is read.
    public static let utc = Zone(name: "UTC", initialOffset: 0, transitions: [], rule: nil)

    /// The IANA name.
    public let name: String
    /// The offset before the first transition.
    public let initialOffset: Int
    /// In ascending order.
    public let transitions: [Transition]
    /// What holds after the last transition; nil when nothing changes any more.
    public let rule: ZoneRule?

    /// The stretch in which a second lies.
    public func segment(at second: Int) -> Segment {
        if transitions.last.map({ $0.at <= second }) ?? true, let rule {
            return rule.segment(at: second)
        }
        // The first transition that is still to come.
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at > second { high = middle } else { low = middle + 1 }
        }
        return Segment(
            offset: low == 0 ? initialOffset : transitions[low - 1].offset,
            ends: low < transitions.count ? transitions[low].at : nil)
    }

    /// The first second at which the clocks show `local` or later.
    ///
    /// A local time that is left out is taken as the moment of the change, one that comes twice as its
    /// first coming: later local times never begin earlier.
    public func firstSecond(showing local: Int) -> Int {
        // Before this second no clock on Earth shows it.
        var start = local - Self.greatestOffset - 1
        while true {
            let segment = segment(at: start)
            let candidate = max(start, local - segment.offset)
            guard let ends = segment.ends, candidate >= ends else { return candidate }
            start = ends
        }
    }
}
