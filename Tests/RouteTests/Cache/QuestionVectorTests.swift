import Testing

@testable import Route

@Suite struct QuestionVectorTests {
    private typealias Examples = QuestionExamples

    @Test func lengthDoesNotMatter() throws {
        let short = try #require(QuestionVector(littleEndian: Examples.bytes([0.3, 0.4])))
        let long = try #require(QuestionVector(littleEndian: Examples.bytes([3e20, 4e20])))
        let similarity = try #require(short.similarity(to: long))
        #expect(abs(similarity - 1) < 0.000_001)
        #expect(short.count == 2)
    }

    @Test func similarityIsTheCosine() throws {
        let first = try Examples.vector(10)
        for (degrees, cosine) in [(10.0, 1.0), (40, 0.866_025), (70, 0.5)] {
            let other = try Examples.vector(degrees)
            let similarity = try #require(first.similarity(to: other))
            #expect(abs(Double(similarity) - cosine) < 0.000_1)
        }
    }

    @Test func everyNumberCounts() throws {
        for count in [1, 7, 8, 9, 100, 1_536] {
            for place in [0, count / 2, count - 1] {
                var values = [Float](repeating: 0, count: count)
                values[place] = -2
                let vector = try #require(QuestionVector(littleEndian: Examples.bytes(values)))
                var other = [Float](repeating: 0, count: count)
                other[place] = 5
                let opposite = try #require(QuestionVector(littleEndian: Examples.bytes(other)))
                #expect(vector.similarity(to: opposite) == -1)
                #expect(vector.similarity(to: vector) == 1)
            }
        }
    }

    @Test func whatHasNoDirectionIsNone() {
        let most = CacheLimits.dimensions
        #expect(QuestionVector(littleEndian: []) == nil)
        #expect(QuestionVector(littleEndian: [0, 0, 128]) == nil)
        for values: [Float] in [[0, 0], [.nan, 1], [.infinity], [1, -.infinity]] {
            #expect(QuestionVector(littleEndian: Examples.bytes(values)) == nil)
        }
        let longest = [Float](repeating: 1, count: most)
        #expect(QuestionVector(littleEndian: Examples.bytes(longest))?.count == most)
        #expect(QuestionVector(littleEndian: Examples.bytes(longest + [1])) == nil)
    }

    @Test func vectorsOfTwoModelsAreNotCompared() throws {
        let first = try Examples.vector(0, count: 2)
        #expect(first.similarity(to: try Examples.vector(0, count: 3)) == nil)
    }
}
