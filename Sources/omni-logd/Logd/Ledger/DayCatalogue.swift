/// What is known of all days.
struct DayCatalogue {
    /// Oldest first.
    private(set) var days: [DayInfo] = []

    private func index(_ day: Int) -> Int {
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle].day < day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A day; nil when there is no such file.
    subscript(day: Int) -> DayInfo? {
        get {
            let index = index(day)
            return index < days.count && days[index].day == day ? days[index] : nil
        }
        set {
            let index = index(day)
            let isThere = index < days.count && days[index].day == day
            switch (newValue, isThere) {
            case (let info?, true): days[index] = info
            case (let info?, false): days.insert(info, at: index)
            case (nil, true): days.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// Bytes of all days.
    var bytes: Int64 { days.reduce(0) { $0 + $1.bytes } }
    /// The largest number of a row; 0 without rows.
    var lastSequence: Int64 {
        days.reduce(0) {
            max(
                $0, $1.requests.lastSequence, $1.attempts.lastSequence, $1.calls.lastSequence)
        }
    }
}
