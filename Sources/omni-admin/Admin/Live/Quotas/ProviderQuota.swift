internal import DaemonLife
internal import IPC
internal import JSON

/// What a provider says of one window, or one balance, of an account.
struct ProviderQuota: Equatable {
    /// As the provider calls it.
    var name: String
    /// "percent", "requests", "tokens", or a currency: "usd".
    var unit: String
    var used: Double?
    var limit: Double?
    var remaining: Double?
    var isUnlimited = false
    /// Microseconds since 1970; nil when the provider does not say.
    var resets: Int64?
    /// The window of the account that it is about, where it can correct what was counted here.
    var window: Window?

    /// A window that route may count.
    struct Window: Equatable {
        var kind = WindowKind.rolling
        /// Of one that rolls.
        var seconds: UInt32 = 0
    }

    /// From 0 to 100; nil when it cannot be told.
    var leftPercent: Double? {
        if unit == "percent" { return used.map { min(max(100 - $0, 0), 100) } }
        guard let limit, limit > 0 else { return nil }
        return (remaining ?? used.map { limit - $0 }).map { min(max($0 / limit * 100, 0), 100) }
    }

    /// What route corrects its counts by; nil when it can not.
    var reading: QuotaReading? {
        guard let window, let used, used >= 0, used < 1e15 else { return nil }
        // Rounded down: what is not used up yet must not look so.
        var reading = QuotaReading(
            window: window.kind, used: UInt64(used), resetsUnixUs: resets ?? 0,
            lengthS: window.seconds)
        switch unit {
        case "percent": reading.percent = true
        case "requests": reading.unit = .requests
        case "tokens": reading.unit = .tokens
        default: return nil
        }
        if let limit, limit > 0, limit < 1e15, !reading.percent { reading.limit = UInt64(limit) }
        return reading
    }

    /// Writes it as the API shows it.
    func write(to object: inout JSONWriter) {
        object.member("name", name)
        object.member("unit", unit)
        object.member("used", used)
        object.member("limit", limit)
        object.member("remaining", remaining)
        object.member("left_percent", leftPercent)
        object.member("unlimited", isUnlimited)
        object.name("resets_at")
        if let resets {
            object.string(timestamp(wallMicroseconds: resets))
        } else {
            object.null()
        }
    }
}

/// What a provider says of an account.
struct QuotaReport: Equatable {
    /// The plan's name; nil when the provider does not say.
    var plan: String?
    var quotas: [ProviderQuota] = []
    /// When it was asked: microseconds since 1970.
    var asked: Int64 = 0

    /// Writes it as the API shows it.
    func write(_ connection: ProviderConnection, to object: inout JSONWriter) {
        object.member("connection", connection.name)
        object.member("provider", connection.provider)
        object.name("plan")
        if let plan { object.string(plan) } else { object.null() }
        object.member("asked_at", timestamp(wallMicroseconds: asked))
        object.name("quotas")
        object.array { list in
            for quota in quotas.prefix(LiveLimits.quotaRows) {
                list.object { quota.write(to: &$0) }
            }
        }
    }
}

/// What came of asking one of many.
struct QuotaRow {
    let connection: ProviderConnection
    let result: Result<QuotaReport, APIError>

    /// Why one was not asked.
    static let leftOut = APIError(
        .timeout, "not_asked", "There was no time left to ask; try again.")

    /// Whether there was no time to ask.
    var wasLeftOut: Bool {
        if case .failure(let error) = result { return error == Self.leftOut }
        return false
    }

    /// The answer of the API: `{"data": […]}`.
    static func answer(_ rows: [QuotaRow]) -> APIAnswer {
        .json { writer in
            writer.object { object in
                object.name("data")
                object.array { list in for row in rows { list.object { row.write(to: &$0) } } }
            }
        }
    }

    private func write(to object: inout JSONWriter) {
        switch result {
        case .success(let report):
            object.member("ok", true)
            report.write(connection, to: &object)
        case .failure(let error):
            object.member("ok", false)
            object.member("connection", connection.name)
            object.member("provider", connection.provider)
            object.name("error")
            object.object {
                $0.member("code", error.code)
                $0.member("message", error.message)
            }
        }
    }
}

extension JSONWriter {
    /// A number, or null.
    fileprivate mutating func member(_ name: StaticString, _ value: Double?) {
        self.name(name)
        guard let value, value.isFinite else { return null() }
        // Whole numbers look like ones.
        if value == value.rounded(), abs(value) < 1e15 { return int(Int64(value)) }
        double((value * 1e6).rounded() / 1e6)
    }
}
