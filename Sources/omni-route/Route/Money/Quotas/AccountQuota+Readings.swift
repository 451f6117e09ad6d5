internal import IPC

extension AccountQuota {
    /// Takes what the provider says of its windows; what is about no window of this account is passed over.
    func correct(by readings: [QuotaReading], at moment: Moment) {
        for reading in readings.prefix(MoneyLimits.quotaReadings) {
            let resets = reading.resetsUnixUs > 0 ? reading.resetsUnixUs : nil
            for window in windows where reading.isAbout(window) {
                if reading.percent {
                    correct(
                        window: window.name, usedPercent: reading.used, resets: resets, at: moment)
                } else {
                    correct(
                        window: window.name, used: reading.used,
                        limit: reading.limit > 0 ? reading.limit : nil, resets: resets, at: moment)
                }
            }
        }
    }
}

extension QuotaReading {
    /// Whether it speaks of a configured window: one of its kind and unit, and of its length where it names one.
    ///
    /// A percentage is one of any unit.
    func isAbout(_ configured: QuotaWindow) -> Bool {
        window == configured.kind
            && (window != .rolling || lengthS == 0 || lengthS == configured.lengthS)
            && (percent || unit == configured.unit)
    }
}
