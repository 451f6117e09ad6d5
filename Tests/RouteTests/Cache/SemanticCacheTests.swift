import IPC
import Testing

@testable import Route

/// Answers to questions in other words.
@Suite struct SemanticCacheTests {
    private typealias Fixtures = CacheFixtures
    private typealias Examples = QuestionExamples

    private func similar(
        _ cache: inout AnswerCache, _ degrees: Double, group: UInt8 = 1, count: Int = 2,
        at seconds: Double = 1
    ) throws -> KeptAnswer? {
        let question = try Examples.question(degrees, group: group, count: count)
        return cache.similar(to: question, at: Fixtures.moment(seconds)) { _, _ in true }
    }

    private func store(
        _ cache: inout AnswerCache, _ number: UInt8, _ degrees: Double, group: UInt8 = 1,
        at seconds: Double = 0
    ) throws {
        cache.store(
            Fixtures.key(number), Fixtures.answer("\(number)"),
            try Examples.question(degrees, group: group), at: Fixtures.moment(seconds))
    }

    private func text(_ answer: KeptAnswer?) -> String? {
        answer.map { String(decoding: $0.body, as: UTF8.self) }
    }

    @Test func theMostSimilarQuestionIsFound() throws {
        var cache = Examples.cache(Examples.settings(threshold: 900))
        try store(&cache, 1, 0)
        try store(&cache, 2, 20)
        try store(&cache, 3, 40)
        let found = try #require(try similar(&cache, 22, at: 5))
        #expect(text(found) == "2" && found.ageSeconds == 5)
        #expect(found.similarityPermille == 999)
        #expect(text(try similar(&cache, 35)) == "3")
        #expect(try similar(&cache, 85) == nil)
    }

    @Test func theThresholdIsKept() throws {
        // cos 18° is 0.951, cos 19° is 0.9455.
        var cache = Examples.cache()
        try store(&cache, 1, 0)
        #expect(try similar(&cache, 18)?.similarityPermille == 951)
        #expect(try similar(&cache, 19) == nil)
        cache.apply(Examples.settings(threshold: 945), translation: TranslationSettings())
        #expect(try similar(&cache, 19)?.similarityPermille == 945)
    }

    @Test func withAThresholdOfOneOnlyTheSameVectorWillDo() throws {
        for threshold: UInt32 in [1_000, 5_000] {
            var cache = Examples.cache(Examples.settings(threshold: threshold))
            try store(&cache, 1, 33)
            #expect(try similar(&cache, 33)?.similarityPermille == 1_000)
            #expect(try similar(&cache, 35) == nil)
        }
    }

    @Test func anotherGroupAndAnotherModelAreNeverFound() throws {
        var cache = Examples.cache()
        try store(&cache, 1, 0)
        #expect(try similar(&cache, 0, group: 2) == nil)
        #expect(try similar(&cache, 0, count: 3) == nil)
        #expect(try similar(&cache, 0) != nil)
    }

    @Test func theyAreCountedApart() throws {
        var cache = Examples.cache()
        try store(&cache, 1, 0)
        let other = cache.lookup(Fixtures.key(2), at: Fixtures.moment(1)) { _, _ in true }
        #expect(other == nil && cache.statistics.misses == 1)
        #expect(try similar(&cache, 0) != nil)
        #expect(cache.statistics.misses == 0)
        #expect(cache.statistics.hits == 0 && cache.statistics.semanticHits == 1)
        #expect(cache.statistics.tokensSaved == 120)
        #expect(cache.statistics.vectors == 1)
    }

    @Test func theyGrowOldAndMakeRoomWithTheirAnswers() throws {
        var cache = Examples.cache(Examples.settings(entries: 2, ttl: 10))
        try store(&cache, 1, 0, at: 0)
        try store(&cache, 2, 45, at: 5)
        #expect(try similar(&cache, 0, at: 9) != nil)
        #expect(try similar(&cache, 0, at: 10) == nil)
        #expect(cache.statistics.vectors == 1 && cache.statistics.entries == 1)
        try store(&cache, 3, 89, at: 11)
        try store(&cache, 4, 89, at: 12)
        #expect(try similar(&cache, 45, at: 13) == nil)
        #expect(cache.statistics.vectors == 2)
        cache.removeExpired(at: Fixtures.moment(30))
        #expect(cache.statistics.vectors == 0 && cache.statistics.bytes == 0)
    }

    @Test func vectorsCountAsBytes() throws {
        var plain = Examples.cache()
        plain.store(Fixtures.key(1), Fixtures.answer("1"), at: Fixtures.moment(0))
        var cache = Examples.cache()
        let question = try Examples.question(0, count: 1_536)
        cache.store(Fixtures.key(1), Fixtures.answer("1"), question, at: Fixtures.moment(0))
        #expect(cache.statistics.bytes >= plain.statistics.bytes + 1_536 * 4)
        var small = Examples.cache(Examples.settings(bytes: 4_000))
        small.store(Fixtures.key(1), Fixtures.answer("1"), question, at: Fixtures.moment(0))
        #expect(small.statistics.entries == 0 && small.statistics.vectors == 0)
    }

    @Test func aGroupHasABound() throws {
        var cache = Examples.cache(Examples.settings(entries: 5_000))
        let count = CacheLimits.vectorsOfGroup
        for number in 0...count {
            let key: [UInt8] = [1, UInt8(number / 256), UInt8(number % 256)]
            cache.store(
                key, Fixtures.answer("\(number)"),
                try Examples.question(number == 0 ? 0 : 60), at: Fixtures.moment(0))
        }
        #expect(cache.statistics.vectors == count && cache.statistics.entries == count + 1)
        // The oldest is found word for word only.
        #expect(try similar(&cache, 0) == nil)
        #expect(cache.lookup([1, 0, 0], at: Fixtures.moment(1)) { _, _ in true } != nil)
    }

    @Test func oneThatIsNotServedAnyMoreIsForgottenForTheNextBest() throws {
        var cache = Examples.cache(Examples.settings(threshold: 900))
        let question = try Examples.question(0)
        cache.store(
            Fixtures.key(1), Fixtures.answer("1", connection: "gone"), question,
            at: Fixtures.moment(0))
        try store(&cache, 2, 10)
        let found = cache.similar(to: question, at: Fixtures.moment(1)) { id, _ in id != "gone" }
        #expect(text(found) == "2")
        #expect(cache.statistics.entries == 1 && cache.statistics.vectors == 1)
    }

    @Test func anAnswerThatIsReplacedTakesItsVectorAlong() throws {
        var cache = Examples.cache()
        try store(&cache, 1, 0)
        try store(&cache, 1, 80)
        #expect(cache.statistics.vectors == 1)
        #expect(try similar(&cache, 0) == nil)
        #expect(try similar(&cache, 80) != nil)
        cache.store(Fixtures.key(1), Fixtures.answer("x"), at: Fixtures.moment(1))
        #expect(cache.statistics.vectors == 0)
    }

    @Test func anotherEmbeddingsModelBeginsAnewAndAnswersStay() throws {
        var cache = Examples.cache()
        try store(&cache, 1, 0)
        cache.apply(Examples.settings(model: "e/large"), translation: TranslationSettings())
        #expect(try similar(&cache, 0) == nil)
        #expect(cache.statistics.vectors == 0 && cache.statistics.entries == 1)
        cache.apply(Fixtures.settings(), translation: TranslationSettings())
        #expect(!cache.isSemantic)
        try store(&cache, 2, 0)
        #expect(cache.statistics.vectors == 0)
        #expect(try similar(&cache, 0) == nil)
    }

    @Test func whatIsOffFindsNothing() throws {
        var settings = Examples.settings()
        settings.enabled = false
        var cache = Examples.cache(settings)
        #expect(!cache.isSemantic)
        #expect(try similar(&cache, 0) == nil)
    }
}
