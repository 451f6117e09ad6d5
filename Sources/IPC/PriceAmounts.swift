/// What a call costs, part by part, in picodollars.
///
/// - input: (input − cached − written) tokens, of them sound and pictures at their own price where they have one; and sound
///   that is billed by time.
/// - cached input: at its price, or that of input; of sound at its own where sound has one.
/// - cache write: what is kept for an hour at that price, or that of other writing; the rest at that, or that of input.
/// - output: reasoning, sound and pictures at their own price where they have one; all else at that of output.
/// - tools: what is billed by calls, which is the price of the request itself and those of the provider's own tools.
///
/// Where a provider says that it bills other tokens than it counts, only those are taken, as plain input and output.
///
/// The prices of tokens are those for so much input, times the factor of the service tier. Each part is exact until then and
/// rounded once, half to even; so the parts always make the total. Counts that contradict each other make no debt: should
/// a provider count more cached and written tokens than input, the plain part is zero. All sums stop at 18 million dollars.
struct PriceAmounts {
    var input: UInt64 = 0
    var cachedInput: UInt64 = 0
    var cacheWrite: UInt64 = 0
    var output: UInt64 = 0
    var tools: UInt64 = 0
    /// No price that was needed is unknown.
    private(set) var isComplete = true

    /// All parts together.
    var total: UInt64 {
        input.saturatingSum(cachedInput).saturatingSum(cacheWrite).saturatingSum(output)
            .saturatingSum(tools)
    }

    /// The parts of a call's cost; none where that is not known.
    init(_ usage: Usage, at price: Price) {
        addCalls(usage, price)
        // Where only calls or minutes have a price, it is that of all tokens as well.
        let isByCall = price.request != nil || price.isByTime(usage)
        if !isByCall || price.namesTokens { addTokens(usage, price) }
        addTime(usage, price)
    }

    /// Makes the parts those of another total: what is more counts with the tools, what is less comes off output first.
    mutating func become(_ total: UInt64) {
        isComplete = true
        var less = self.total.saturatingDifference(total)
        tools = tools.saturatingSum(total.saturatingDifference(self.total))
        output -= Self.take(output, from: &less)
        input -= Self.take(input, from: &less)
        cacheWrite -= Self.take(cacheWrite, from: &less)
        cachedInput -= Self.take(cachedInput, from: &less)
        tools -= Self.take(tools, from: &less)
    }

    // MARK: Tokens

    private mutating func addTokens(_ usage: Usage, _ price: Price) {
        let isBeyond = price.isBeyondStep(usage.input)
        if usage.billedInput > 0 || usage.billedOutput > 0 {
            input = plus(input, usage.billedInput, price.plainInput(isBeyond))
            output = plus(output, usage.billedOutput, price.plainOutput(isBeyond))
        } else {
            addInput(usage, price, isBeyond)
            addOutput(usage, price, isBeyond)
        }
        guard usage.service != .none else { return }
        guard let factor = price.factor(of: usage.service) else {
            // What costs nothing costs nothing on any terms.
            if input > 0 || cachedInput > 0 || cacheWrite > 0 || output > 0 { isComplete = false }
            return
        }
        input = input.rounded(times: factor.times, over: factor.over)
        cachedInput = cachedInput.rounded(times: factor.times, over: factor.over)
        cacheWrite = cacheWrite.rounded(times: factor.times, over: factor.over)
        output = output.rounded(times: factor.times, over: factor.over)
    }

    private mutating func addInput(_ usage: Usage, _ price: Price, _ isBeyond: Bool) {
        let special = usage.cachedInput.saturatingSum(usage.cacheWrite)
        var plain = usage.input.saturatingDifference(special)
        let whole = price.plainInput(isBeyond)
        // Sound that is billed by time is billed once.
        let audio = price.audioInput ?? (price.isByTime(usage) ? 0 : whole)
        input = plus(input, Self.take(usage.audioInput, from: &plain), audio)
        input = plus(input, Self.take(usage.imageInput, from: &plain), price.imageInput ?? whole)
        input = plus(input, plain, whole)
        var cached = usage.cachedInput
        let heard = Self.take(usage.cachedAudio, from: &cached)
        cachedInput = plus(cachedInput, heard, price.cachedAudio(isBeyond))
        cachedInput = plus(cachedInput, cached, price.cached(isBeyond))
        var written = usage.cacheWrite
        let hour = Self.take(usage.cacheWriteHour, from: &written)
        cacheWrite = plus(cacheWrite, hour, price.writtenForHour(isBeyond))
        cacheWrite = plus(cacheWrite, written, price.written(isBeyond))
    }

    private mutating func addOutput(_ usage: Usage, _ price: Price, _ isBeyond: Bool) {
        var plain = usage.output
        let whole = price.plainOutput(isBeyond)
        output = plus(
            output, Self.take(usage.audioOutput, from: &plain), price.audioOutput ?? whole)
        output = plus(
            output, Self.take(usage.imageOutput, from: &plain), price.imageOutput ?? whole)
        output = plus(output, Self.take(usage.reasoning, from: &plain), price.reasoning ?? whole)
        output = plus(output, plain, whole)
    }

    /// Takes a part away from what is left of the whole, as much as there is.
    private static func take(_ part: UInt64, from whole: inout UInt64) -> UInt64 {
        guard part > 0 else { return 0 }
        let taken = min(part, whole)
        whole -= taken
        return taken
    }

    // MARK: Calls and time

    private mutating func addCalls(_ usage: Usage, _ price: Price) {
        tools = price.request ?? 0
        for use in usage.serverTools {
            tools = plus(tools, use.calls, price.tools.first { $0.name == use.name }?.call)
        }
    }

    private mutating func addTime(_ usage: Usage, _ price: Price) {
        guard usage.audioMs > 0 else { return }
        guard let minute = price.audioMinute else {
            isComplete = false
            return
        }
        input = input.saturatingSum(usage.audioMs.rounded(times: minute, over: 60_000))
    }

    /// A part and so many units at a price; none of them cost nothing at any price, even an unknown one.
    private mutating func plus(_ part: UInt64, _ units: UInt64, _ price: UInt64?) -> UInt64 {
        guard units > 0 else { return part }
        guard let price else {
            isComplete = false
            return part
        }
        return part.saturatingSum(units.saturatingProduct(price))
    }
}

extension UInt64 {
    /// The sum, at most the greatest number.
    func saturatingSum(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// The difference, at least zero.
    func saturatingDifference(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }

    /// The product, at most the greatest number.
    func saturatingProduct(_ other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }

    /// The product over a divisor other than zero, rounded half to even; at most the greatest number.
    func rounded(times factor: UInt64, over divisor: UInt64) -> UInt64 {
        let product = multipliedFullWidth(by: factor)
        guard product.high < divisor else { return .max }
        let (quotient, rest) = divisor.dividingFullWidth(product)
        // The rest is below the divisor: what is missing from it is at least one, and never overflows.
        let missing = divisor - rest
        let isUp = rest > missing || rest == missing && quotient % 2 == 1
        return isUp ? quotient.saturatingSum(1) : quotient
    }
}
