extension Price {
    /// What tokens cost, in whole picodollars.
    ///
    /// (input − cached − written) × input price + cached × its price + written × its price + output × output price, at the
    /// prices that hold for so much input. Reasoning is part of the output. Should a provider count more cached and written
    /// tokens than input, the plain part is zero. Stops at 18 million dollars.
    ///
    /// - Returns: Nil when a price that is needed is unknown.
    public func cost(of usage: Usage) -> UInt64? {
        let price = applying(toInput: usage.input)
        let special = usage.cachedInput.addingReportingOverflow(usage.cacheWrite)
        let plain =
            special.overflow || special.partialValue > usage.input
            ? 0 : usage.input - special.partialValue
        let parts: [(tokens: UInt64, price: UInt64?)] = [
            (plain, price.input), (usage.cachedInput, price.cachedInput ?? price.input),
            (usage.cacheWrite, price.cacheWrite ?? price.input), (usage.output, price.output),
        ]
        var sum: UInt64 = 0
        for part in parts where part.tokens > 0 {
            guard let each = part.price else { return nil }
            let product = part.tokens.multipliedReportingOverflow(by: each)
            let next = sum.addingReportingOverflow(product.overflow ? .max : product.partialValue)
            sum = next.overflow ? .max : next.partialValue
        }
        return sum
    }

    /// The prices of a request with so many input tokens: beyond the step, if there is one, all of its tokens cost more.
    public func applying(toInput tokens: UInt64) -> Price {
        guard aboveTokens > 0, tokens > aboveTokens else { return self }
        var price = self
        price.input = aboveInput ?? input
        price.output = aboveOutput ?? output
        price.cachedInput = aboveCachedInput ?? cachedInput
        return price
    }
}
