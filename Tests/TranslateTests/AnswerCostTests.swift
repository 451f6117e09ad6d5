import IPC
import Testing

@testable import Translate

@Suite struct AnswerCostTests {
    private let price = Price(input: 3_000_000, output: 15_000_000, cachedInput: 300_000)

    private func usage(
        input: UInt64, cached: UInt64 = 0, written: UInt64 = 0, output: UInt64 = 0,
        source: UsageSource = .reported
    ) -> Usage {
        Usage(
            source: source, input: input, cachedInput: cached, cacheWrite: written, output: output)
    }

    private func dollars(_ usage: Usage, _ price: Price?) -> String? {
        AnswerCost.dollars(Cost(of: usage, at: price))
    }

    @Test func everyKindOfTokenHasItsPrice() {
        // (1000 − 400 − 100) × 3 + 400 × 0.3 + 100 × 3 (as input) + 200 × 15, a million tokens each.
        let cost = dollars(usage(input: 1000, cached: 400, written: 100, output: 200), price)
        #expect(cost == "0.0049200000")
    }

    @Test(
        arguments: [
            (0, "0.0000000000"), (49, "0.0000000000"), (50, "0.0000000001"),
            (1_234_500_000, "0.0012345000"), (12_000_000_000_000, "12.0000000000"),
            (UInt64.max, "18446744.0737095516"),
        ] as [(UInt64, String)])
    func tenDecimals(picodollars: UInt64, text: String) {
        #expect(AnswerCost.text(picodollars) == text)
    }

    @Test func whatIsUnknownHasNoCost() {
        #expect(dollars(usage(input: 1), nil) == nil)
        #expect(dollars(usage(input: 1, output: 1), Price(input: 5)) == nil)
        #expect(dollars(usage(input: 1, source: .estimated), price) == nil)
        #expect(dollars(usage(input: 1), Price(input: 100)) == "0.0000000001")
        // Sums stop at what fits.
        #expect(dollars(usage(input: .max), Price(input: .max)) == "18446744.0737095516")
    }

    @Test func aNotionalPriceIsNotBilled() {
        #expect(dollars(usage(input: 9), Price(input: 5, notional: true)) == "0.0000000000")
    }

    @Test func aPriceOfCallsNeedsNoCounts() {
        #expect(dollars(Usage(), Price(request: 5_000_000_000)) == "0.0050000000")
    }
}

@Suite struct DecisionHeadersTests {
    private let lease = Lease(
        connectionName: "work", provider: "openai", model: "gpt", prefix: "w", combo: "smart",
        decisionHeaders: true, cacheable: true)

    @Test func anAnswerSaysWhoGaveIt() {
        let headers = DecisionHeaders.answer(lease, attempts: 2, cost: "0.0100000000")
        #expect(
            headers.map { "\($0.name): \($0.value)" } == [
                "x-omniroute-cache: MISS", "x-omniroute-provider: work/openai",
                "x-omniroute-model: w/gpt", "x-omniroute-combo: smart", "x-omniroute-attempts: 2",
                "x-omniroute-cost: 0.0100000000",
            ])
    }

    @Test func aSettingHidesIt() {
        var hidden = lease
        hidden.decisionHeaders = false
        #expect(
            DecisionHeaders.answer(hidden, attempts: 1, cost: "1")
                == [Header(name: "x-omniroute-cache", value: "MISS")])
        #expect(DecisionHeaders.failure(hidden, attempts: 3).isEmpty)
        #expect(DecisionHeaders.failure(nil, attempts: 0).isEmpty)
        #expect(
            DecisionHeaders.failure(lease, attempts: 3)
                == [Header(name: "x-omniroute-attempts", value: "3")])
    }

    @Test func anAnswerThatWasKeptSaysSo() {
        let hit = DecisionHeaders.kept(KeptAnswer(lease: lease, ageSeconds: 7))
        #expect(hit.contains(Header(name: "x-omniroute-cache", value: "HIT")))
        #expect(hit.contains(Header(name: "age", value: "7")))
        #expect(hit.contains(Header(name: "x-omniroute-attempts", value: "0")))
        let again = DecisionHeaders.kept(KeptAnswer(lease: Lease(), idempotent: true))
        #expect(again.first == Header(name: "x-omniroute-idempotent", value: "true"))
        #expect(again.count == 2)
    }

    @Test func anAnswerToAQuestionInOtherWordsSaysHowSimilarItIs() {
        let name = "x-omniroute-cache-similarity"
        for (permille, text) in [(973, "0.973"), (1_000, "1.000"), (50, "0.050")] {
            let headers = DecisionHeaders.kept(
                KeptAnswer(lease: lease, similarityPermille: UInt32(permille)))
            #expect(headers.contains(Header(name: "x-omniroute-cache", value: "HIT")))
            #expect(headers.contains(Header(name: name, value: text)))
        }
        let same = DecisionHeaders.kept(KeptAnswer(lease: lease))
        #expect(!same.contains { $0.name == name })
        let again = DecisionHeaders.kept(
            KeptAnswer(lease: lease, idempotent: true, similarityPermille: 973))
        #expect(!again.contains { $0.name == name })
    }

    @Test func onlyVisibleLettersGoIntoAHeader() {
        let named = Lease(connectionName: "bü\r\nro", model: "m", decisionHeaders: true)
        let headers = DecisionHeaders.answer(named, attempts: 1, cost: nil)
        #expect(headers.first?.value == "b???ro")
    }
}

@Suite struct ProviderWordsTests {
    @Test func oneShortLine() {
        #expect(ProviderWords.of("  slow\n down\t please ") == "slow down please")
        let long = ProviderWords.of(String(repeating: "wörter ", count: 200))
        #expect(long.utf8.count <= 300 && long.utf8.count > 280)
        let one = ProviderWords.of(String(repeating: "ä", count: 2000))
        #expect(one.utf8.count <= 300 && one.utf8.count > 280)
    }

    @Test(
        arguments: [
            ("Incorrect key: sk-proj-abcdefgh12345678.", "Incorrect key: ***"),
            ("use 'AIzaSyA1234567890abcdef' instead", "use '***' instead"),
            ("token Bearer abc here", "token Bearer *** here"),
            ("a risk-free offer", "a risk-free offer"), ("claude-3-5-sonnet-20241022", nil),
        ] as [(String, String?)])
    func keysAreMasked(text: String, expected: String?) {
        #expect(ProviderWords.of(text) == expected ?? text)
    }
}
