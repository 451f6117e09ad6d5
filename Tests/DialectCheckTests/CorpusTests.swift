import DialectCheck
import Testing

/// The checkers against what providers really sent.
///
/// A rule that a recording of its own provider breaks is wrong or listed in `KnownDeviations`.
@Suite("recorded exchanges")
struct CorpusTests {
    private static let successes = Exchange.every.filter(\.isSuccess)

    private static let requests = successes.filter { $0.request != nil && !$0.isEdited }

    private static let answers = successes.filter { !$0.isStream && !$0.hasNumericEnums }

    private static let streams = successes.filter { $0.isStream && !$0.hasNumericEnums }

    @Test(arguments: requests) func anAcceptedRequestPasses(_ exchange: Exchange) {
        let found = Self.violations(ofRequest: exchange)
        #expect(KnownDeviations.remove(from: found, exchange) == [])
    }

    @Test(arguments: answers) func anAnswerPasses(_ exchange: Exchange) {
        let found = DialectCheck.answer(exchange.dialect, exchange.response)
        #expect(KnownDeviations.remove(from: found, exchange) == [])
    }

    @Test(arguments: streams.filter(\.isComplete)) func aStreamPasses(_ exchange: Exchange) {
        let found = DialectCheck.stream(exchange.dialect, exchange.response)
        #expect(KnownDeviations.remove(from: found, exchange) == [])
    }

    @Test(arguments: streams.filter { !$0.isComplete }) func aCutStreamIsNoticed(
        _ exchange: Exchange
    ) {
        #expect(!DialectCheck.stream(exchange.dialect, exchange.response).isEmpty)
    }

    @Test(arguments: Exchange.every.filter { !$0.isSuccess })
    func anErrorPasses(_ exchange: Exchange) {
        let found = DialectCheck.error(exchange.dialect, exchange.response)
        #expect(KnownDeviations.remove(from: found, exchange) == [])
    }

    @Test(arguments: streams.filter(\.isComplete)) func aStreamHasAnEnd(_ exchange: Exchange) {
        let answer = DialectCheck.aggregate(exchange.dialect, stream: exchange.response)
        #expect(answer.stop != nil)
    }

    @Test(arguments: answers) func anAnswerHasAnEnd(_ exchange: Exchange) {
        let answer = DialectCheck.aggregate(exchange.dialect, answer: exchange.response)
        #expect(answer.stop != nil || KnownDeviations.withoutEnd.contains(exchange.id))
    }

    /// A deviation nobody shows any more hides the next one.
    @Test func everyListedDeviationStillOccurs() {
        guard !Exchange.every.isEmpty else { return }
        var open = KnownDeviations.all
        for exchange in Exchange.every {
            let found = Self.violations(of: exchange).map(\.description)
            for key in [exchange.id, exchange.source] {
                open[key]?.removeAll { part in found.contains { $0.contains(part) } }
            }
        }
        #expect(open.filter { !$0.value.isEmpty } == [:])
    }

    private static func violations(ofRequest exchange: Exchange) -> [Violation] {
        DialectCheck.request(
            exchange.dialect, exchange.request ?? [], model: exchange.model,
            strictness: exchange.isOrigin ? .origin : .compatible)
    }

    private static func violations(of exchange: Exchange) -> [Violation] {
        guard exchange.isSuccess else {
            return DialectCheck.error(exchange.dialect, exchange.response)
        }
        let hasRequest = exchange.request != nil && !exchange.isEdited
        let response =
            exchange.isStream
            ? DialectCheck.stream(exchange.dialect, exchange.response)
            : DialectCheck.answer(exchange.dialect, exchange.response)
        return response + (hasRequest ? violations(ofRequest: exchange) : [])
    }
}
