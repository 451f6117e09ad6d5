internal import IPC

extension Usage {
    /// What two calls used together; an estimate if one of them is.
    func adding(_ other: Usage) -> Usage {
        var sum = self
        sum.source = source.lessSure(than: other.source)
        sum.input = Self.sum(input, other.input)
        sum.cachedInput = Self.sum(cachedInput, other.cachedInput)
        sum.cacheWrite = Self.sum(cacheWrite, other.cacheWrite)
        sum.cacheWriteHour = Self.sum(cacheWriteHour, other.cacheWriteHour)
        sum.output = Self.sum(output, other.output)
        sum.reasoning = Self.sum(reasoning, other.reasoning)
        sum.audioInput = Self.sum(audioInput, other.audioInput)
        sum.imageInput = Self.sum(imageInput, other.imageInput)
        sum.audioOutput = Self.sum(audioOutput, other.audioOutput)
        sum.imageOutput = Self.sum(imageOutput, other.imageOutput)
        sum.audioMs = Self.sum(audioMs, other.audioMs)
        sum.billedInput = Self.sum(billedInput, other.billedInput)
        sum.billedOutput = Self.sum(billedOutput, other.billedOutput)
        sum.cachedAudio = Self.sum(cachedAudio, other.cachedAudio)
        // Their costs are added up as such.
        sum.charged = nil
        if other.service != .none { sum.service = other.service }
        for use in other.serverTools { sum.add(use) }
        return sum
    }

    private mutating func add(_ use: ServerToolUse) {
        guard let place = serverTools.firstIndex(where: { $0.name == use.name }) else {
            return serverTools.append(use)
        }
        serverTools[place].calls = Self.sum(serverTools[place].calls, use.calls)
    }

    /// Counts come from providers: a sum beyond what fits stays there.
    private static func sum(_ one: UInt64, _ other: UInt64) -> UInt64 {
        let sum = one.addingReportingOverflow(other)
        return sum.overflow ? .max : sum.partialValue
    }
}

extension UsageSource {
    /// Of two sources the one that says less.
    fileprivate func lessSure(than other: UsageSource) -> UsageSource {
        if self == .estimated || other == .estimated { return .estimated }
        return self == .none ? other : self
    }
}
