import Testing

@testable import IPC

/// What calls cost, to the picodollar, against a table that was worked out by hand.
@Suite struct PriceTableTests {
    @Test func theTableIsLong() throws {
        let cases = try PriceTable.cases()
        #expect(cases.count >= 60)
        #expect(Set(cases.map(\.name)).count == cases.count)
    }

    @Test func everyLineIsAsItWasWorkedOut() throws {
        for line in try PriceTable.cases() {
            let cost = Cost(of: line.usage, at: line.price)
            #expect(cost.total == line.total, "\(line.name)")
            let parts = [
                "input": cost.input, "cached": cost.cachedInput, "write": cost.cacheWrite,
                "output": cost.output, "tools": cost.tools,
            ]
            for (name, part) in parts {
                #expect(part == line.parts[name] ?? 0, "\(line.name): \(name)")
            }
            #expect(cost.counts == line.usage.source)
            #expect(cost.notional == line.price.notional)
        }
    }

    /// What route counts is what is reported.
    @Test func theSumAloneIsTheSame() throws {
        for line in try PriceTable.cases() where line.usage.isCounted {
            #expect(line.price.cost(of: line.usage) == line.total, "\(line.name)")
        }
    }

    @Test func aSourceGoesWithThePrice() {
        let price = Price(input: 1, source: .catalogue, version: "2026-08-01")
        let cost = Cost(of: Usage(source: .reported, input: 3), at: price)
        #expect(cost.priceSource == .catalogue)
        #expect(cost.priceVersion == "2026-08-01")
        let unpriced = Cost(of: Usage(source: .reported, input: 3), at: nil)
        #expect(unpriced == Cost(counts: .reported))
    }
}

/// Laws of costs, on prices and counts drawn at random.
@Suite struct CostLawTests {
    /// Numbers that come again in each run (SplitMix64).
    private struct Draw: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func price() -> UInt64? {
            Bool.random(using: &self) ? UInt64.random(in: 0...90_000_000, using: &self) : nil
        }

        mutating func count() -> UInt64 {
            Bool.random(using: &self) ? UInt64.random(in: 0...300_000, using: &self) : 0
        }
    }

    private func price(_ draw: inout Draw) -> Price {
        var price = Price(
            input: draw.price(), output: draw.price(), cachedInput: draw.price(),
            cacheWrite: draw.price(), aboveTokens: draw.count(), aboveInput: draw.price(),
            aboveOutput: draw.price(), aboveCachedInput: draw.price(),
            cacheWriteHour: draw.price(), aboveCacheWrite: draw.price(),
            aboveCacheWriteHour: draw.price(), reasoning: draw.price(),
            audioInput: draw.price(), audioOutput: draw.price(), imageInput: draw.price(),
            imageOutput: draw.price(), audioMinute: draw.price(), request: draw.price())
        price.tools = [ServerToolPrice(name: "web_search", call: draw.price() ?? 0)]
        price.services = [
            ServicePrice(service: .batch, times: UInt32.random(in: 0...3_000, using: &draw))
        ]
        return price
    }

    private func usage(_ draw: inout Draw) -> Usage {
        var usage = Usage(
            source: .reported, input: draw.count(), cachedInput: draw.count(),
            cacheWrite: draw.count(), output: draw.count(), reasoning: draw.count(),
            cacheWriteHour: draw.count(), audioInput: draw.count(), imageInput: draw.count(),
            audioOutput: draw.count(), imageOutput: draw.count())
        usage.serverTools = [ServerToolUse(name: "web_search", calls: draw.count() % 5)]
        usage.service = Bool.random(using: &draw) ? .batch : .none
        usage.audioMs = Bool.random(using: &draw) ? 0 : draw.count()
        return usage
    }

    @Test func partsMakeTheTotalExactly() throws {
        var draw = Draw(state: 1)
        var known = 0
        for _ in 0..<20_000 {
            let (price, usage) = (price(&draw), usage(&draw))
            let cost = Cost(of: usage, at: price)
            #expect(cost.total == price.cost(of: usage))
            let parts = [
                cost.input, cost.cachedInput, cost.cacheWrite, cost.output, cost.tools,
            ]
            #expect(cost.total ?? 0 == parts.reduce(0, +))
            known += cost.total == nil ? 0 : 1
        }
        #expect(known > 1_000)
        #expect(known < 19_000)
    }

    /// Whatever a list says: more than it comes with the tools, less comes off output first.
    @Test(
        arguments: [
            (0, 0, 0, 0), (1_500, 0, 0, 1_500), (2_400, 0, 400, 2_000),
            (5_000, 2_000, 1_000, 2_000),
        ] as [(UInt64, UInt64, UInt64, UInt64)])
    func whatTheProviderChargedIsTheCost(
        _ charged: UInt64, _ tools: UInt64, _ output: UInt64, _ input: UInt64
    ) {
        let price = Price(input: 2, output: 10, source: .catalogue, version: "2026-01-01")
        var usage = Usage(source: .reported, input: 1_000, output: 100)
        usage.charged = charged
        let cost = Cost(of: usage, at: price)
        #expect(cost.total == charged && cost.kind == .metered)
        #expect(cost.priceSource == .provider && cost.priceVersion.isEmpty)
        #expect((cost.tools, cost.output, cost.input) == (tools, output, input))
    }

    @Test func aPriceOfTheUsersAndAPlanAreNotWhatWasCharged() {
        var usage = Usage(source: .reported, input: 1_000)
        usage.charged = 7
        #expect(Cost(of: usage, at: Price(input: 2, source: .user)).total == 2_000)
        let plan = Cost(of: usage, at: Price(input: 2, notional: true, source: .catalogue))
        #expect(plan.total == 2_000 && plan.kind == .subscription)
        let unlisted = Cost(of: usage, at: nil)
        #expect(unlisted.total == 7 && unlisted.kind == .metered && unlisted.tools == 7)
    }

    /// One price for all tokens: then it does not matter what kind of token one is.
    @Test func withOnePriceKindsOfTokensDoNotMatter() {
        var draw = Draw(state: 2)
        for _ in 0..<5_000 {
            var usage = usage(&draw)
            usage.cachedInput = min(usage.cachedInput, usage.input)
            usage.cacheWrite = min(usage.cacheWrite, usage.input - usage.cachedInput)
            usage.serverTools = []
            usage.audioMs = 0
            usage.service = .none
            let each = UInt64.random(in: 0...1_000_000, using: &draw)
            let price = Price(input: each, output: each)
            #expect(price.cost(of: usage) == (usage.input + usage.output) * each)
        }
    }

    @Test func noCallOfTextCostsMoreThanItsCeiling() throws {
        var draw = Draw(state: 3)
        var compared = 0
        for _ in 0..<20_000 {
            let price = price(&draw)
            var usage = usage(&draw)
            usage.cachedInput = min(usage.cachedInput, usage.input)
            usage.cacheWrite = min(usage.cacheWrite, usage.input - usage.cachedInput)
            usage.audioInput = 0
            usage.audioOutput = 0
            usage.imageInput = 0
            usage.imageOutput = 0
            usage.serverTools = []
            usage.service = .none
            usage.audioMs = 0
            guard let cost = price.cost(of: usage),
                let most = price.ceiling(input: usage.input, output: usage.output)
            else { continue }
            #expect(cost <= most)
            compared += 1
        }
        #expect(compared > 1_000)
    }
}

/// What several calls cost together, and how amounts are written.
@Suite struct CostSumTests {
    private let billed = Cost(
        total: 30, input: 10, cachedInput: 1, cacheWrite: 2, output: 15, tools: 2,
        counts: .reported, priceSource: .catalogue, priceVersion: "2026-08-01")

    @Test func noneOfThemIsNoCost() {
        #expect(Cost.sum([]) == nil)
        #expect(Cost.sum([]).kind == .none)
        #expect(Cost.sum([billed]) == billed)
    }

    @Test func amountsAndPartsAreAdded() throws {
        let sum = try #require(Cost.sum([billed, billed]))
        #expect(sum.total == 60)
        #expect(sum.input == 20)
        #expect(sum.cachedInput == 2)
        #expect(sum.cacheWrite == 4)
        #expect(sum.output == 30)
        #expect(sum.tools == 4)
        #expect(sum.priceSource == .catalogue)
        #expect(sum.priceVersion == "2026-08-01")
        #expect(sum.kind == .metered)
    }

    @Test func kindsOfMoneyAreNotMixed() throws {
        let listed = Cost(total: 1_000, notional: true, output: 1_000, counts: .reported)
        #expect(try #require(Cost.sum([listed, billed])).total == 30)
        #expect(Cost.sum([listed, billed]).kind == .metered)
        #expect(try #require(Cost.sum([listed, listed])).total == 2_000)
        #expect(Cost.sum([listed, listed]).kind == .subscription)
        #expect(Cost.sum([listed, Cost(counts: .none)]).kind == .unknown)
    }

    @Test func oneUnknownAmountMakesTheSumUnknown() throws {
        let sum = try #require(Cost.sum([billed, Cost(counts: .reported), billed]))
        #expect(sum.total == nil)
        #expect(sum.input == 0)
        #expect(sum.kind == .unknown)
        #expect(sum.billed == nil)
    }

    @Test func oneEstimateMakesTheSumAnEstimate() throws {
        let guess = Cost(total: 5, output: 5, counts: .estimated, priceSource: .user)
        #expect(try #require(Cost.sum([billed, guess])).counts == .estimated)
        #expect(try #require(Cost.sum([billed, Cost.nothing])).counts == .reported)
        #expect(try #require(Cost.sum([billed, Cost()])).counts == .none)
    }

    @Test func anAnswerFromTheCacheCostsNothingAndThatIsKnown() {
        #expect(Cost.nothing.total == 0)
        #expect(Cost.nothing.kind == .metered)
    }

    @Test func sumsStopAtTheGreatestNumber() throws {
        let most = Cost(total: .max, input: .max, counts: .reported)
        #expect(try #require(Cost.sum([most, billed])).total == .max)
    }

    @Test(arguments: [
        (0, "0.000000000000"), (1, "0.000000000001"), (1_234_560_000, "0.001234560000"),
        (999_999_999_999, "0.999999999999"), (1_000_000_000_000, "1.000000000000"),
        (UInt64.max, "18446744.073709551615"),
    ])
    func dollarsHaveTwelveDecimals(_ amount: UInt64, _ text: String) {
        #expect(Dollars.text(amount) == text)
        #expect(Dollars.amount(text) == amount)
    }

    @Test(arguments: [
        ("0", 0), ("12", 12_000_000_000_000), ("0.5", 500_000_000_000), ("00.10", 100_000_000_000),
    ])
    func amountsAreRead(_ text: String, _ amount: UInt64) {
        #expect(Dollars.amount(text) == amount)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1e3", "0.1234567890123", "18446744.073709551616",
        "99999999999999999999999", "1.2.3", " 1", "1 ",
    ])
    func whatIsNoAmountIsNotRead(_ text: String) {
        #expect(Dollars.amount(text) == nil)
    }
}
