import IPC

@testable import Dialects

/// What takes an answer piece by piece; copied, it goes on from the same place.
protocol Feedable {
    mutating func feed(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) -> AnswerFailure?
    mutating func end(into output: inout [UInt8]) -> AnswerFailure?
}

extension Translation: Feedable {
    mutating func feed(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) -> AnswerFailure? {
        do throws(AnswerFailure) {
            try receive(bytes.span.bytes, into: &output)
            return nil
        } catch {
            return error
        }
    }

    mutating func end(into output: inout [UInt8]) -> AnswerFailure? {
        do throws(AnswerFailure) {
            try finish(into: &output)
            return nil
        } catch {
            return error
        }
    }
}

extension Passage: Feedable {
    mutating func feed(_ bytes: ArraySlice<UInt8>, into output: inout [UInt8]) -> AnswerFailure? {
        var queue = ByteQueue()
        defer { queue.withBytes { output.append(contentsOf: $0) } }
        do throws(AnswerFailure) {
            try receive(bytes.span.bytes, into: &queue)
            return nil
        } catch {
            return error
        }
    }

    mutating func end(into output: inout [UInt8]) -> AnswerFailure? {
        var queue = ByteQueue()
        defer { queue.withBytes { output.append(contentsOf: $0) } }
        do throws(AnswerFailure) {
            try finish(into: &queue)
            return nil
        } catch {
            return error
        }
    }
}

/// Feeds one answer in many ways; all must come to the same.
struct Cutting<Subject: Feedable> {
    /// Where and how a feeding differed; nil when none did.
    typealias Difference = String

    let fresh: Subject
    let bytes: [UInt8]

    struct Result: Equatable {
        var output: [UInt8] = []
        var failure: AnswerFailure?
    }

    /// In pieces that end at `cuts`, ascending.
    func result(cuts: some Sequence<Int>) -> Result {
        var subject = fresh
        var result = Result()
        var start = 0
        for cut in cuts {
            result.failure = subject.feed(bytes[start..<cut], into: &result.output)
            if result.failure != nil { return result }
            start = cut
        }
        result.failure = subject.feed(bytes[start...], into: &result.output)
        if result.failure != nil { return result }
        result.failure = subject.end(into: &result.output)
        return result
    }

    /// Byte by byte.
    func bytewise() -> Result { result(cuts: 1..<max(1, bytes.count)) }

    /// In two pieces, for every place to cut at.
    ///
    /// What came before a block of places is fed once, and what comes long after them is known from the bytewise feeding:
    /// after the same bytes, the same must have come out.
    func everyPlace() -> Difference? {
        let block = 96
        var lengths = [0]
        var subject = fresh
        var all: [UInt8] = []
        var starts: [Subject] = []
        for place in bytes.indices {
            if place % block == 0 { starts.append(subject) }
            if subject.feed(bytes[place..<place + 1], into: &all) != nil { break }
            lengths.append(all.count)
        }
        let known = lengths.count - 1
        for (index, start) in starts.enumerated() {
            let first = index * block
            let end = min(known, first + 2 * block)
            let expected = all[lengths[min(first, known)]..<lengths[end]]
            for cut in first...max(first, min(end, first + block)) where cut <= end {
                var subject = start
                var output: [UInt8] = []
                let failures = [
                    subject.feed(bytes[first..<cut], into: &output),
                    subject.feed(bytes[cut..<end], into: &output),
                ]
                if output[...] != expected || failures.contains(where: { $0 != nil }) {
                    return "cut at \(cut) of \(bytes.count)"
                }
            }
        }
        return nil
    }
}
