internal import IPC

/// Answers to questions that were asked before, word for word or in other words: the most recently used ones, for a while.
///
/// A key is what translate makes of everything that shapes an answer, the client's API key included, so that nothing
/// crosses from one key to another. Its first byte tells whether the client asked for a temperature of 0. Pure: time comes
/// in.
///
/// Questions in other words are found by their vectors, within a group: whatever else shapes the answer is the same in it.
struct AnswerCache {
    private struct Entry {
        var key: [UInt8]
        var answer: KeptAnswer
        /// Monotonic nanoseconds.
        var storedAt: UInt64
        var bytes: Int
        /// By what the question is found in other words; nil for not at all.
        var question: CachedQuestion?
        /// Neighbours in the order of use; `none` at the ends.
        var newer: Int
        var older: Int
    }

    private static let none = -1

    private var isEnabled = false
    private var isAnyTemperature = false
    private var mostEntries = 0
    private var mostBytes = 0
    private var lifetime: UInt64 = 0
    /// The model that embeds questions; empty for none.
    private(set) var semanticModel = ""
    private var threshold: Float = 1
    private var translation = TranslationSettings()

    private var places: [[UInt8]: Int] = [:]
    /// Places in `entries` of the questions of a group, oldest first.
    private var groups: [[UInt8]: [Int]] = [:]
    private var entries: [Entry] = []
    /// Places in `entries` that hold nothing.
    private var vacant: [Int] = []
    private var newest = AnswerCache.none
    private var oldest = AnswerCache.none
    private(set) var statistics = AnswerCacheStatistics()

    /// Starts empty and switched off.
    init() {}

    /// Takes new settings at once; what they have no room for goes.
    ///
    /// Other settings of translation shape other answers, so that with them everything goes.
    mutating func apply(_ settings: CacheSettings, translation: TranslationSettings) {
        isEnabled = settings.enabled
        isAnyTemperature = settings.anyTemperature
        mostEntries = Self.bound(
            UInt64(settings.maxEntries), CacheLimits.entries, CacheLimits.mostEntries)
        mostBytes = Self.bound(settings.maxBytes, CacheLimits.bytes, CacheLimits.mostBytes)
        lifetime =
            settings.ttlS == 0
            ? CacheLimits.lifetime : UInt64(settings.ttlS) * CacheLimits.nanosecondsPerSecond
        if !isEnabled || translation != self.translation { clear() }
        self.translation = translation
        // What two models make of one question cannot be compared.
        if settings.semanticModel != semanticModel {
            for place in places.values { forgetQuestion(place) }
        }
        semanticModel = settings.semanticModel
        let permille = settings.semanticThresholdPermille
        threshold =
            Float(min(permille == 0 ? CacheLimits.similarityPermille : permille, 1_000)) / 1_000
        evict(for: 0)
    }

    private static func bound(_ value: UInt64, _ standard: Int, _ most: Int) -> Int {
        value == 0 ? standard : Int(min(value, UInt64(most)))
    }

    /// Whether answers to a question are kept and looked for at all.
    func takes(_ key: [UInt8]) -> Bool {
        isEnabled && (key.first == 1 || (key.first == 0 && isAnyTemperature))
    }

    /// Whether questions are looked for in other words as well.
    var isSemantic: Bool { isEnabled && !semanticModel.isEmpty }

    /// The answer to a question, with its age; nil when there is none.
    ///
    /// `isServed` says whether this very request could still be sent to a connection's model. An answer for which this no
    /// longer holds is forgotten.
    mutating func lookup(
        _ key: [UInt8], at moment: Moment,
        isServed: (_ connectionID: String, _ model: String) -> Bool
    ) -> KeptAnswer? {
        guard takes(key) else { return nil }
        guard let place = places[key] else {
            statistics.misses += 1
            return nil
        }
        guard let answer = give(place, at: moment, isServed: isServed) else {
            statistics.misses += 1
            return nil
        }
        statistics.hits += 1
        return answer
    }

    /// The answer to the question of the same group that is most like one, with its age and how like it is; nil when none
    /// is like enough.
    ///
    /// To be called after `lookup` has found nothing; `isServed` as there.
    mutating func similar(
        to question: CachedQuestion, at moment: Moment,
        isServed: (_ connectionID: String, _ model: String) -> Bool
    ) -> KeptAnswer? {
        guard isSemantic else { return nil }
        while let (place, similarity) = nearest(to: question) {
            guard var answer = give(place, at: moment, isServed: isServed) else { continue }
            // Down, so that nothing is shown as more than it is; a little up first, as floats are not exact.
            answer.similarityPermille = UInt32(clamping: Int((similarity * 1_000 + 0.001)))
            answer.similarityPermille = min(answer.similarityPermille, 1_000)
            statistics.semanticHits += 1
            if statistics.misses > 0 { statistics.misses -= 1 }
            return answer
        }
        return nil
    }

    /// Keeps an answer; one that is too large is not, and an older one to the same question goes.
    ///
    /// With `question` it is found in other words as well.
    mutating func store(
        _ key: [UInt8], _ answer: KeptAnswer, _ question: CachedQuestion? = nil, at moment: Moment
    ) {
        guard takes(key), answer.isKeepable else { return }
        if let place = places[key] { remove(place) }
        let question = isSemantic ? question : nil
        let bytes = answer.costBytes + (question?.bytes ?? 0)
        guard bytes <= mostBytes else { return }
        evict(for: bytes)
        let entry = Entry(
            key: key, answer: answer, storedAt: moment.now, bytes: bytes, question: question,
            newer: Self.none, older: Self.none)
        let place: Int
        if let free = vacant.popLast() {
            place = free
            entries[place] = entry
        } else {
            place = entries.count
            entries.append(entry)
        }
        places[key] = place
        linkAsNewest(place)
        statistics.entries += 1
        statistics.bytes += bytes
        if let question { enter(place, into: question.group) }
    }

    /// Forgets what is too old, so that texts do not stay in memory for want of others.
    mutating func removeExpired(at moment: Moment) {
        for place in places.values where moment.now &- entries[place].storedAt >= lifetime {
            remove(place)
        }
    }

    /// Forgets all answers; counts of hits and misses stay.
    mutating func clear() {
        places = [:]
        groups = [:]
        entries = []
        vacant = []
        newest = Self.none
        oldest = Self.none
        statistics.entries = 0
        statistics.bytes = 0
        statistics.vectors = 0
    }
}

extension AnswerCache {
    /// The answer at a place, now the one used last; nil, and forgotten, when it must not be given any more.
    private mutating func give(
        _ place: Int, at moment: Moment,
        isServed: (_ connectionID: String, _ model: String) -> Bool
    ) -> KeptAnswer? {
        let age = moment.now &- entries[place].storedAt
        let lease = entries[place].answer.lease ?? Lease()
        guard age < lifetime, isServed(lease.connectionID, lease.model) else {
            remove(place)
            return nil
        }
        unlink(place)
        linkAsNewest(place)
        var answer = entries[place].answer
        answer.ageSeconds = UInt32(clamping: age / CacheLimits.nanosecondsPerSecond)
        statistics.tokensSaved &+= (answer.usage?.input ?? 0) &+ (answer.usage?.output ?? 0)
        return answer
    }

    private func nearest(to question: CachedQuestion) -> (place: Int, similarity: Float)? {
        var nearest: (place: Int, similarity: Float)?
        for place in groups[question.group] ?? [] {
            guard let similarity = entries[place].question?.vector.similarity(to: question.vector),
                // Of floats whose sum is 1 the last bits are lost.
                similarity + 0.000_001 >= threshold, similarity > nearest?.similarity ?? -2
            else { continue }
            nearest = (place, similarity)
        }
        return nearest
    }

    private mutating func enter(_ place: Int, into group: [UInt8]) {
        statistics.vectors += 1
        if let oldest = groups[group]?.first,
            groups[group]?.count ?? 0 >= CacheLimits.vectorsOfGroup
        {
            forgetQuestion(oldest)
        }
        groups[group, default: []].append(place)
    }

    /// The answer at a place is found word for word only from now on.
    private mutating func forgetQuestion(_ place: Int) {
        guard let question = entries[place].question else { return }
        entries[place].question = nil
        entries[place].bytes -= question.bytes
        statistics.bytes -= question.bytes
        statistics.vectors -= 1
        guard let index = groups[question.group]?.firstIndex(of: place) else { return }
        groups[question.group]?.remove(at: index)
        if groups[question.group]?.isEmpty ?? false { groups[question.group] = nil }
    }
}

extension AnswerCache {
    /// Makes room for one more entry of some bytes; with 0 only the bounds are kept.
    private mutating func evict(for bytes: Int) {
        let entriesLeft = bytes > 0 ? mostEntries - 1 : mostEntries
        while oldest != Self.none,
            statistics.entries > entriesLeft || statistics.bytes + bytes > mostBytes
        {
            remove(oldest)
        }
    }

    private mutating func remove(_ place: Int) {
        forgetQuestion(place)
        unlink(place)
        places[entries[place].key] = nil
        statistics.entries -= 1
        statistics.bytes -= entries[place].bytes
        entries[place].key = []
        entries[place].answer = KeptAnswer()
        vacant.append(place)
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (entries[place].newer, entries[place].older)
        if newer == Self.none { newest = older } else { entries[newer].older = older }
        if older == Self.none { oldest = newer } else { entries[older].newer = newer }
    }

    private mutating func linkAsNewest(_ place: Int) {
        entries[place].newer = Self.none
        entries[place].older = newest
        if newest == Self.none { oldest = place } else { entries[newest].newer = place }
        newest = place
    }
}
