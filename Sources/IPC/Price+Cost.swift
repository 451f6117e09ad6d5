extension Price {
    /// What a call costs, in whole picodollars: the total of `cost(for:)`, without its parts.
    ///
    /// Counts that nobody told are taken as zero here; `Cost(of:at:)` takes them as unknown.
    ///
    /// - Returns: Nil when a price that is needed is unknown.
    public func cost(of usage: Usage) -> UInt64? {
        let amounts = PriceAmounts(usage, at: self)
        return amounts.isComplete ? amounts.total : nil
    }

    /// The part of what a call costs that is known: all of it where no price that is needed is unknown.
    ///
    /// On terms whose price is unknown tokens are taken at the standard one.
    public func knownCost(of usage: Usage) -> UInt64 { PriceAmounts(usage, at: self).total }

    /// The most that so many tokens may cost, before it is known how many will be read from a cache or written to it.
    ///
    /// All input is taken at the dearest price of text, as it may be written to a cache, and all output as the dearer of
    /// text and reasoning. Sound, pictures, tools of the provider and other terms of service than the standard ones are
    /// not foreseen. An estimate of the input that is too low makes this too low as well.
    ///
    /// - Returns: Nil when a price that is needed is unknown.
    public func ceiling(input tokens: UInt64, output: UInt64) -> UInt64? {
        var sum = request ?? 0
        guard !isByCallOnly else { return sum }
        let isBeyond = isBeyondStep(tokens)
        if tokens > 0 {
            guard let plain = plainInput(isBeyond) else { return nil }
            let dearest = max(plain, cached(isBeyond) ?? 0, written(isBeyond) ?? 0)
            sum = sum.saturatingSum(
                tokens.saturatingProduct(max(dearest, writtenForHour(isBeyond) ?? 0)))
        }
        if output > 0 {
            guard let plain = plainOutput(isBeyond) else { return nil }
            sum = sum.saturatingSum(output.saturatingProduct(max(plain, reasoning ?? 0)))
        }
        return sum
    }

    /// Whether tokens have a price at all; otherwise calls or minutes have, and tokens cost nothing beside them.
    var namesTokens: Bool {
        input != nil || output != nil || cachedInput != nil || cacheWrite != nil
            || cacheWriteHour != nil || reasoning != nil || audioInput != nil || cachedAudio != nil
            || audioOutput != nil || imageInput != nil || imageOutput != nil
    }

    /// A call has a price, and tokens have none: its cost is known without any counts.
    public var isByCallOnly: Bool { request != nil && !namesTokens }

    // MARK: Prices of one size of request

    /// A request with so many input tokens is beyond the step, if there is one: all of its tokens have other prices.
    func isBeyondStep(_ tokens: UInt64) -> Bool { aboveTokens > 0 && tokens > aboveTokens }

    /// A token that is neither read from a cache nor written to it.
    func plainInput(_ isBeyond: Bool) -> UInt64? { isBeyond ? aboveInput ?? input : input }

    /// A token read from the provider's cache.
    func cached(_ isBeyond: Bool) -> UInt64? {
        (isBeyond ? aboveCachedInput : nil) ?? cachedInput ?? plainInput(isBeyond)
    }

    /// A token of sound read from the provider's cache; nil where sound has a price of its own, and only text has one when it is cached.
    func cachedAudio(_ isBeyond: Bool) -> UInt64? {
        cachedAudio ?? (audioInput == nil ? cached(isBeyond) : nil)
    }

    /// Whether the sound of a call is billed by its length.
    func isByTime(_ usage: Usage) -> Bool { usage.audioMs > 0 && audioMinute != nil }

    /// A token written to the provider's cache, for the usual time.
    func written(_ isBeyond: Bool) -> UInt64? {
        (isBeyond ? aboveCacheWrite : nil) ?? cacheWrite ?? plainInput(isBeyond)
    }

    /// A token written to the provider's cache for an hour.
    func writtenForHour(_ isBeyond: Bool) -> UInt64? {
        (isBeyond ? aboveCacheWriteHour : nil) ?? cacheWriteHour ?? written(isBeyond)
    }

    /// A token of the answer.
    func plainOutput(_ isBeyond: Bool) -> UInt64? { isBeyond ? aboveOutput ?? output : output }

    /// What a service tier costs, as a fraction of the token prices; nil where that is not known.
    func factor(of service: ServiceTier) -> (times: UInt64, over: UInt64)? {
        if let known = services.first(where: { $0.service == service }) {
            return (UInt64(known.times), known.over == 0 ? 1_000 : UInt64(known.over))
        }
        switch service {
        case .none, .standard: return (1, 1)
        case .priority, .flex, .batch, .fast, .regional, .mixed: return nil
        }
    }
}
