import Testing

@testable import Route

@Suite struct OpenQuestionsTests {
    private typealias Examples = QuestionExamples

    @Test func oneIsGivenBackOnce() throws {
        var open = OpenQuestions()
        let question = try Examples.question(10)
        let number = open.add(question)
        #expect(number != 0 && open.count == 1 && open.bytes == question.bytes)
        #expect(open.take(number) == question)
        #expect(open.take(number) == nil)
        #expect(open.take(0) == nil)
        #expect(open.count == 0 && open.bytes == 0)
        let other = open.add(question)
        open.drop(other)
        open.drop(other)
        #expect(other != number && open.bytes == 0)
    }

    @Test func noNumberIsGivenTwice() throws {
        var open = OpenQuestions()
        let question = try Examples.question(10)
        let before = open.add(question)
        open.removeAll()
        #expect(open.count == 0 && open.bytes == 0)
        let after = open.add(question)
        #expect(after != before)
        #expect(open.take(before) == nil)
    }

    @Test func theOldestMakesRoom() throws {
        var open = OpenQuestions()
        let question = try Examples.question(10)
        let first = open.add(question)
        for _ in 1..<CacheLimits.openQuestions { _ = open.add(question) }
        #expect(open.count == CacheLimits.openQuestions)
        let last = open.add(question)
        #expect(open.count == CacheLimits.openQuestions)
        #expect(open.take(first) == nil)
        #expect(open.take(last) != nil)
    }

    @Test func bytesAreBounded() throws {
        var open = OpenQuestions()
        let question = try Examples.question(10, count: 4_000)
        for _ in 0..<1_200 {
            _ = open.add(question)
            #expect(open.bytes <= CacheLimits.openQuestionBytes)
        }
        #expect(open.count < 1_200)
    }
}
