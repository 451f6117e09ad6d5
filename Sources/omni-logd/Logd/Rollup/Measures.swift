package import IPC
package import Store

/// A value of each measure: of one request, or added up.
package struct Measures: Sendable {
    /// No value and no sum is larger: two of them still fit into 63 bits, whatever a record says.
    package static let most: Int64 = 1 << 61

    private var values = InlineArray<26, Int64>(repeating: 0)

    /// Nothing.
    package init() {
        precondition(Measure.count == 26, "every measure has its place")
    }

    /// What a request counts for.
    package init(of request: RequestRecord) {
        self[.requests] = 1
        self[.attempts] = Int64(request.attempts)
        self[.streams] = request.stream ? 1 : 0
        self[.fallbacks] = request.attempts > 1 ? 1 : 0
        switch request.cache {
        case .none: break
        case .exact: self[.cacheExact] = 1
        case .semantic: self[.cacheSemantic] = 1
        case .idempotent: self[.cacheIdempotent] = 1
        }
        // The tokens of a repeated answer were used by the request that it was made for.
        if let usage = request.usage, request.cache == .none { add(usage) }
        if let cost = request.cost { add(cost) }
        if request.failedUnknown || request.savedUnknown { self[.unknown] = 1 }
        self[.failed] = Self.bounded(request.failedCost)
        self[.saved] = Self.bounded(request.savedCost)
        self[.bytesIn] = Self.bounded(request.bytesIn)
        self[.bytesOut] = Self.bounded(request.bytesOut)
    }

    /// What a row counts for, read from the columns of `Measure.expression` in their order.
    package init(row: Statement, from column: Int) {
        for measure in Measure.allCases {
            self[measure] =
                measure == .serverToolCalls
                ? Self.calls(Usage.rare(row.blob(column + measure.rawValue)).serverTools)
                : row.int64(column + measure.rawValue)
        }
    }

    private mutating func add(_ usage: Usage) {
        self[.input] = Self.bounded(usage.input)
        self[.cachedInput] = Self.bounded(usage.cachedInput)
        self[.cacheWrite] = Self.bounded(usage.cacheWrite)
        self[.cacheWriteHour] = Self.bounded(usage.cacheWriteHour)
        self[.output] = Self.bounded(usage.output)
        self[.reasoning] = Self.bounded(usage.reasoning)
        self[.audioInput] = Self.bounded(usage.audioInput)
        self[.imageInput] = Self.bounded(usage.imageInput)
        self[.audioOutput] = Self.bounded(usage.audioOutput)
        self[.imageOutput] = Self.bounded(usage.imageOutput)
        self[.audioMs] = Self.bounded(usage.audioMs)
        self[.serverToolCalls] = Self.calls(usage.serverTools)
    }

    /// Calls of all tools together; what counts tokens, by its name, counts no calls.
    private static func calls(_ tools: [ServerToolUse]) -> Int64 {
        tools.reduce(0) { sum, tool in
            tool.name.hasSuffix("_tokens") ? sum : min(most, sum + bounded(tool.calls))
        }
    }

    private mutating func add(_ cost: Cost) {
        switch cost.kind {
        case .metered: self[.metered] = Self.bounded(cost.total ?? 0)
        case .subscription: self[.subscription] = Self.bounded(cost.total ?? 0)
        case .unknown: self[.unknown] = 1
        case .none: break
        }
    }

    private static func bounded(_ value: UInt64) -> Int64 { min(most, Int64(clamping: value)) }

    /// The value of a measure.
    package subscript(measure: Measure) -> Int64 {
        get { values[measure.rawValue] }
        set { values[measure.rawValue] = newValue }
    }

    /// Whether all values are 0.
    package var isZero: Bool { Measure.allCases.allSatisfy { self[$0] == 0 } }

    /// Adds other values, up to `most` above and below.
    package mutating func add(_ other: Measures) { combine(other, 1) }

    /// Takes other values away.
    package mutating func subtract(_ other: Measures) { combine(other, -1) }

    private mutating func combine(_ other: Measures, _ sign: Int64) {
        for index in 0..<Measure.count {
            let sum = values[index] + sign * other.values[index]
            values[index] = max(-Self.most, min(Self.most, sum))
        }
    }
}

extension Measures: Equatable {
    /// Whether all values are the same.
    package static func == (first: Measures, second: Measures) -> Bool {
        Measure.allCases.allSatisfy { first[$0] == second[$0] }
    }
}
