import IPC
import Testing

@testable import Route

/// The cache of answers, by its bounds.
@Suite struct AnswerCacheTests {
    private typealias Fixtures = CacheFixtures

    private func body(
        _ cache: inout AnswerCache, _ key: [UInt8], at seconds: Double = 0
    ) -> [UInt8]? {
        cache.lookup(key, at: Fixtures.moment(seconds)) { _, _ in true }?.body
    }

    @Test func anAnswerComesBackWithItsAge() throws {
        var cache = Fixtures.cache()
        cache.store(Fixtures.key(1), Fixtures.answer("one"), at: Fixtures.moment(0))
        let found = try #require(
            cache.lookup(Fixtures.key(1), at: Fixtures.moment(90.5)) { _, _ in true })
        #expect(found.body == Array("one".utf8))
        #expect(found.ageSeconds == 90)
        #expect(!found.idempotent)
        #expect(body(&cache, Fixtures.key(2)) == nil)
        #expect(cache.statistics.hits == 1)
        #expect(cache.statistics.misses == 1)
        #expect(cache.statistics.tokensSaved == 120)
    }

    @Test func nothingIsKeptWhileSwitchedOff() {
        var cache = AnswerCache()
        #expect(!cache.takes(Fixtures.key(1)))
        cache.store(Fixtures.key(1), Fixtures.answer(), at: Fixtures.moment(0))
        #expect(cache.statistics == AnswerCacheStatistics())
    }

    @Test func onlyAnExplicitTemperatureOfZeroIsCachedUnlessSetOtherwise() {
        let cache = Fixtures.cache()
        #expect(cache.takes(Fixtures.key(1)))
        #expect(!cache.takes(Fixtures.key(1, isDeterministic: false)))
        #expect(!cache.takes([]))
        #expect(
            Fixtures.cache(anyTemperature: true).takes(Fixtures.key(1, isDeterministic: false)))
    }

    @Test func theLeastRecentlyUsedMakesRoom() {
        var cache = Fixtures.cache(entries: 3)
        for number in UInt8(1)...3 {
            cache.store(Fixtures.key(number), Fixtures.answer("\(number)"), at: Fixtures.moment(0))
        }
        #expect(body(&cache, Fixtures.key(1)) != nil)
        cache.store(Fixtures.key(4), Fixtures.answer(), at: Fixtures.moment(1))
        #expect(body(&cache, Fixtures.key(2)) == nil)
        #expect(body(&cache, Fixtures.key(1)) != nil)
        #expect(body(&cache, Fixtures.key(3)) != nil)
        #expect(cache.statistics.entries == 3)
    }

    @Test func bytesAreBounded() {
        var cache = Fixtures.cache(bytes: 20_000)
        for number in UInt8(1)...50 {
            cache.store(
                Fixtures.key(number), Fixtures.answer(bytes: 3000), at: Fixtures.moment(0))
            #expect(cache.statistics.bytes <= 20_000)
        }
        #expect(cache.statistics.entries == 4)
        #expect(body(&cache, Fixtures.key(50)) != nil)
    }

    @Test func anAnswerThatIsTooLargeIsNotKept() {
        var cache = Fixtures.cache()
        cache.store(
            Fixtures.key(1), Fixtures.answer(bytes: CacheLimits.answerBytes + 1),
            at: Fixtures.moment(0))
        #expect(cache.statistics.entries == 0)
        var small = Fixtures.cache(bytes: 1500)
        small.store(Fixtures.key(1), Fixtures.answer(bytes: 2000), at: Fixtures.moment(0))
        #expect(small.statistics.entries == 0)
    }

    @Test func answersGrowOld() {
        var cache = Fixtures.cache(ttl: 10)
        cache.store(Fixtures.key(1), Fixtures.answer(), at: Fixtures.moment(0))
        cache.store(Fixtures.key(2), Fixtures.answer(), at: Fixtures.moment(5))
        #expect(body(&cache, Fixtures.key(1), at: 9.9) != nil)
        #expect(body(&cache, Fixtures.key(1), at: 10) == nil)
        cache.removeExpired(at: Fixtures.moment(16))
        #expect(cache.statistics.entries == 0)
        #expect(cache.statistics.bytes == 0)
    }

    @Test func aLaterAnswerReplacesAnEarlierOne() {
        var cache = Fixtures.cache()
        cache.store(Fixtures.key(1), Fixtures.answer("old"), at: Fixtures.moment(0))
        cache.store(Fixtures.key(1), Fixtures.answer("new"), at: Fixtures.moment(1))
        #expect(body(&cache, Fixtures.key(1), at: 1) == Array("new".utf8))
        #expect(cache.statistics.entries == 1)
    }

    @Test func anAnswerGoesWithItsConnection() {
        var cache = Fixtures.cache()
        cache.store(Fixtures.key(1), Fixtures.answer(connection: "gone"), at: Fixtures.moment(0))
        var asked: [String] = []
        let found = cache.lookup(Fixtures.key(1), at: Fixtures.moment(1)) { connection, model in
            asked += [connection, model]
            return false
        }
        #expect(found == nil)
        #expect(asked == ["gone", "m"])
        #expect(cache.statistics.entries == 0)
    }

    @Test func settingsWorkAtOnce() {
        var cache = Fixtures.cache(entries: 10)
        for number in UInt8(1)...10 {
            cache.store(Fixtures.key(number), Fixtures.answer(), at: Fixtures.moment(0))
        }
        cache.apply(Fixtures.settings(entries: 4), translation: TranslationSettings())
        #expect(cache.statistics.entries == 4)
        #expect(body(&cache, Fixtures.key(10)) != nil)
        // Another system prompt shapes other answers.
        var translation = TranslationSettings()
        translation.systemPrompt = "Be brief."
        cache.apply(Fixtures.settings(entries: 4), translation: translation)
        #expect(cache.statistics.entries == 0)
        cache.store(Fixtures.key(1), Fixtures.answer(), at: Fixtures.moment(0))
        cache.apply(Fixtures.settings(entries: 4), translation: translation)
        #expect(cache.statistics.entries == 1)
        cache.apply(CacheSettings(), translation: translation)
        #expect(cache.statistics.entries == 0)
    }

    /// Against a plain list, with many steps.
    @Test func itBehavesAsAListWould() {
        var cache = Fixtures.cache(entries: 7, ttl: 50)
        var model: [(key: UInt8, text: String, at: Double)] = []
        var random = RepeatableNumbers(state: 42)
        for step in 0..<5000 {
            let now = Double(step)
            let number = UInt8(random.next(below: 12))
            if random.next(below: 2) == 0 {
                cache.store(
                    Fixtures.key(number), Fixtures.answer("\(step)"), at: Fixtures.moment(now))
                model.removeAll { $0.key == number }
                model.append((number, "\(step)", now))
                if model.count > 7 { model.removeFirst() }
            } else {
                let expected = model.first { $0.key == number && now - $0.at < 50 }
                #expect(
                    body(&cache, Fixtures.key(number), at: now)
                        == expected.map { Array($0.text.utf8) })
                model.removeAll { $0.key == number }
                if let expected { model.append(expected) }
            }
            #expect(cache.statistics.entries == model.count)
        }
        cache.clear()
        #expect(cache.statistics.entries == 0)
    }
}

/// Numbers that are the same in every run.
struct RepeatableNumbers {
    var state: UInt64

    mutating func next(below bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % bound
    }
}
