import IPC
import Testing

@testable import Route

/// What calls cost, to the picodollar.
@Suite struct ChargeTests {
    private let price = Price(
        input: 3_000_000, output: 15_000_000, cachedInput: 300_000, cacheWrite: 3_750_000)

    @Test func everyKindOfTokenHasItsPrice() {
        let usage = Usage(
            source: .reported, input: 1_000, cachedInput: 600, cacheWrite: 100, output: 50)
        let sum: UInt64 = 300 * 3_000_000 + 600 * 300_000 + 100 * 3_750_000 + 50 * 15_000_000
        #expect(Charge.of(usage, at: price) == .dollars(sum))
    }

    @Test func reasoningIsNotBilledTwice() {
        let plain = Usage(source: .reported, input: 10, output: 500)
        let reasoned = Usage(source: .reported, input: 10, output: 500, reasoning: 450)
        #expect(Charge.of(reasoned, at: price) == Charge.of(plain, at: price))
    }

    @Test func cachedAndWrittenTokensFallToTheInputPrice() {
        let usage = Usage(
            source: .reported, input: 100, cachedInput: 60, cacheWrite: 30, output: 1)
        #expect(Charge.of(usage, at: Price(input: 7, output: 5)) == .dollars(705))
    }

    @Test func moreCachedTokensThanInputMakeNoDebt() {
        let usage = Usage(source: .reported, input: 10, cachedInput: 50)
        #expect(Charge.of(usage, at: price) == .dollars(50 * 300_000))
    }

    @Test func anUnknownPriceIsNotZero() {
        let usage = Usage(source: .reported, input: 10, output: 10)
        #expect(Charge.of(usage, at: nil) == .unknown)
        for price in [Price(output: 1), Price(input: 1)] {
            #expect(Charge.of(usage, at: price) == Charge(picodollars: nil, atLeast: 10))
        }
        #expect(Charge.of(Usage(), at: price) == .unknown)
    }

    @Test func whatTheProviderChargedIsCounted() {
        var usage = Usage(source: .reported, input: 10, output: 10)
        usage.charged = 7
        #expect(Charge.of(usage, at: nil) == .dollars(7))
        #expect(Charge.of(usage, at: Price(input: 1, source: .catalogue)) == .dollars(7))
        #expect(
            Charge.of(usage, at: Price(input: 1, output: 1, source: .user)) == .dollars(20))
    }

    @Test func termsOfUnknownPriceCostTheStandardOneAtLeast() {
        let usage = Usage(source: .reported, input: 10, output: 10, service: .fast)
        #expect(
            Charge.of(usage, at: Price(input: 1, output: 2))
                == Charge(picodollars: nil, atLeast: 30))
    }

    @Test func aPriceThatIsNotNeededMayBeUnknown() {
        #expect(
            Charge.of(Usage(source: .reported, input: 10), at: Price(input: 2)) == .dollars(20))
        #expect(Charge.of(Usage(source: .reported), at: Price()) == .dollars(0))
    }

    @Test func notionalCostsAreComputedButNotBilled() {
        let free = Price(input: 2, output: 3, notional: true)
        let cost = Charge.of(Usage(source: .reported, input: 5, output: 1), at: free)
        #expect(cost.picodollars == 13)
        #expect(cost.billed == 0)
        let unpriced = Charge.of(Usage(source: .reported, input: 5), at: Price(notional: true))
        #expect(unpriced.picodollars == nil)
        #expect(unpriced.billed == 0)
    }

    /// What budgets count is what records show.
    @Test func everyPartOfACostCounts() {
        var price = price
        price.cacheWriteHour = 6_000_000
        price.request = 1_000
        price.tools = [ServerToolPrice(name: "web_search", call: 10_000_000_000)]
        price.services = [ServicePrice(service: .batch, times: 500)]
        var usage = Usage(
            source: .reported, input: 1_000, cachedInput: 600, cacheWrite: 100, output: 50,
            cacheWriteHour: 40)
        usage.serverTools = [ServerToolUse(name: "web_search", calls: 2)]
        usage.service = .batch
        let tokens: UInt64 =
            300 * 3_000_000 + 600 * 300_000 + 60 * 3_750_000 + 40 * 6_000_000 + 50 * 15_000_000
        let sum = tokens / 2 + 1_000 + 2 * 10_000_000_000
        #expect(Charge.of(usage, at: price) == .dollars(sum))
        #expect(Cost(of: usage, at: price).total == sum)
        usage.serverTools[0].name = "web_fetch"
        #expect(
            Charge.of(usage, at: price)
                == Charge(picodollars: nil, atLeast: sum - 2 * 10_000_000_000))
    }

    @Test func aCallThatAloneHasAPriceNeedsNoCounts() {
        let price = Price(request: 7)
        #expect(Charge.of(Usage(), at: price) == .dollars(7))
        let reserved = Charge.reservation(
            inputTokens: 10, maxOutput: 10, modelMaxOutput: 0, price: price)
        #expect(reserved == .dollars(7))
    }

    @Test func aReservationIsOfTheDearestWayToWrite() {
        var price = price
        price.cacheWriteHour = 6_000_000
        let reserved = Charge.reservation(
            inputTokens: 1_000, maxOutput: 0, modelMaxOutput: 10, price: price)
        let sum: UInt64 = 1_000 * 6_000_000 + 10 * 15_000_000
        #expect(reserved == .dollars(sum))
    }

    @Test func sumsStopAtTheGreatestNumber() {
        let usage = Usage(source: .reported, input: .max, output: .max)
        #expect(Charge.of(usage, at: price) == .dollars(.max))
    }

    @Test func aReservationIsTheMostACallMayCost() {
        let bounded = Charge.reservation(
            inputTokens: 1_000, maxOutput: 200, modelMaxOutput: 8_000, price: price)
        let sum: UInt64 = 1_000 * 3_750_000 + 200 * 15_000_000
        #expect(bounded == .dollars(sum))
        let byModel = Charge.reservation(
            inputTokens: 0, maxOutput: 0, modelMaxOutput: 8_000, price: price)
        #expect(byModel == .dollars(8_000 * 15_000_000))
        let tooMuch = Charge.reservation(
            inputTokens: 0, maxOutput: 1_000_000, modelMaxOutput: 8_000, price: price)
        #expect(tooMuch == byModel)
        let unbounded = Charge.reservation(
            inputTokens: 0, maxOutput: 0, modelMaxOutput: 0, price: price)
        #expect(unbounded == .dollars(16_000 * 15_000_000))
        // What a model could write at most is no reason to refuse whoever asks a short question.
        let long = Charge.reservation(
            inputTokens: 0, maxOutput: 0, modelMaxOutput: 128_000, price: price)
        #expect(long == unbounded)
        let asked = Charge.reservation(
            inputTokens: 0, maxOutput: 64_000, modelMaxOutput: 128_000, price: price)
        #expect(asked == .dollars(64_000 * 15_000_000))
    }

    @Test func aReservationWithoutPriceIsUnknown() {
        let unpriced = Charge.reservation(
            inputTokens: 1, maxOutput: 1, modelMaxOutput: 0, price: nil)
        #expect(unpriced == .unknown)
        let half = Charge.reservation(
            inputTokens: 1, maxOutput: 1, modelMaxOutput: 0, price: Price(input: 1))
        #expect(half == .unknown)
        let free = Charge.reservation(
            inputTokens: 1, maxOutput: 1, modelMaxOutput: 0, price: Price(notional: true))
        #expect(free.billed == 0)
    }

    @Test(arguments: [0, 1, 99, 100, 12_345, UInt64.max - 1, .max])
    func percentagesAreExact(_ whole: UInt64) {
        #expect(Saturating.percent(100, of: whole) == whole)
        #expect(Saturating.percent(0, of: whole) == 0)
        let part = whole / 100 * 80 + whole % 100 * 80 / 100
        #expect(Saturating.percent(80, of: whole) == part)
    }
}
