internal import IPC
internal import JSON
internal import TimeZones

/// The JSON of an aggregate.
struct AggregateAnswer {
    private let question: AggregateQuestion
    private let range: Range<Int64>
    private let scale: BucketScale
    private let groups: AggregateGroups
    private let rows: AggregateRows
    private let table: DimensionTable

    /// Of what was added up.
    init(
        _ question: AggregateQuestion, _ range: Range<Int64>, _ scale: BucketScale,
        _ groups: AggregateGroups, _ rows: AggregateRows, _ table: DimensionTable
    ) {
        self.question = question
        self.range = range
        self.scale = scale
        self.groups = groups
        self.rows = rows
        self.table = table
    }

    /// The document.
    var json: [UInt8] {
        let (shown, isCut) = shown
        let utc = question.zone
        var writer = JSONWriter()
        writer.object { object in
            object.member("from", ZoneClock.text(question.from ?? range.lowerBound, utc))
            object.member("until", ZoneClock.text(question.until ?? range.upperBound, utc))
            object.member("zone", question.zone.name)
            object.name("bucket")
            object.string(question.bucket.word)
            object.name("groups")
            object.array { array in
                for group in question.groups { array.string(group.word) }
            }
            object.name("data")
            object.array { array in
                for row in shown { array.object { write(row, to: &$0) } }
            }
            object.name("totals")
            object.object { writeTotals(to: &$0) }
            object.member("truncated", isCut)
        }
        return writer.take()
    }

    /// Rows in the order in which they are shown; with stretches of time, those of the largest groups as far as there is room.
    private var shown: (rows: [Int], isCut: Bool) {
        let present = rows.keys.indices.filter { rows.value($0, .requests) > 0 }
        var sums = [UInt64](repeating: 0, count: max(1, groups.values.count))
        var counts = [Int](repeating: 0, count: sums.count)
        for row in present {
            sums[Int(rows.keys[row].group)] += rows.value(row, .requests)
            counts[Int(rows.keys[row].group)] += 1
        }
        let order = sums.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
        var ranks = [Int](repeating: .max, count: sums.count)
        var room = question.limit
        for (rank, group) in order.enumerated() where counts[group] > 0 {
            // A group is shown whole, but for the first, of which the newest are: an answer is never empty for being large.
            guard counts[group] <= room || rank == 0 else { break }
            ranks[group] = rank
            room -= counts[group]
        }
        let kept = present.filter { ranks[Int(rows.keys[$0].group)] < .max }
        let sorted = kept.sorted { first, second in
            let (one, other) = (rows.keys[first], rows.keys[second])
            if one.place != other.place { return one.place < other.place }
            return ranks[Int(one.group)] < ranks[Int(other.group)]
        }
        return (
            Array(sorted.suffix(question.limit)),
            sorted.count < present.count
                || sorted.count > question.limit
        )
    }

    private func write(_ row: Int, to object: inout JSONWriter) {
        let key = rows.keys[row]
        switch question.bucket {
        case .bucketAll: break
        case .bucketHourOfWeek: object.member("hour_of_week", key.place)
        default: object.member("start", scale.start(of: Int(key.place)))
        }
        for (group, name) in zip(question.groups, groups.values[Int(key.group)]) {
            object.member(group.word, table.names[Int(name)])
        }
        let start = row * AggregateRows.width
        SumsJSON.write(rows.cells[start..<start + AggregateRows.width], to: &object)
        guard question.percentiles else { return }
        writePercentiles([row], to: &object)
    }

    private func writeTotals(to object: inout JSONWriter) {
        var sums = [UInt64](repeating: 0, count: AggregateRows.width)
        for (index, value) in rows.cells.enumerated() {
            sums[index % AggregateRows.width] &+= value
        }
        SumsJSON.write(sums[...], to: &object)
        if question.percentiles { writePercentiles(Array(rows.keys.indices), to: &object) }
    }

    private func writePercentiles(_ rows: [Int], to object: inout JSONWriter) {
        object.name("percentiles")
        object.object { object in
            for phase in LatencyPhase.allCases {
                object.name(phase.word)
                guard let (count, values) = percentiles(rows, phase) else {
                    object.null()
                    continue
                }
                object.object { object in
                    object.member("p50", values[0])
                    object.member("p95", values[1])
                    object.member("p99", values[2])
                    object.member("count", count)
                }
            }
        }
    }

    private static let shares = [0.5, 0.95, 0.99]

    /// Of how many requests a phase is known, and its percentiles; nil where it is of none.
    private func percentiles(
        _ wanted: [Int], _ phase: LatencyPhase
    ) -> (count: UInt64, values: [UInt64])? {
        if rows.durations.isEmpty {
            let lengths = wanted.flatMap {
                rows.exact[$0 * LatencyPhase.count + phase.rawValue] ?? []
            }.sorted()
            let found = Self.shares.compactMap { LatencyScale.percentile($0, sorted: lengths) }
            return found.isEmpty ? nil : (UInt64(lengths.count), found)
        }
        let places = wanted.map {
            $0 * AggregateRows.durationWidth + phase.rawValue * LatencyScale.count
        }
        if places.count == 1 {
            let counts = rows.durations[places[0]..<places[0] + LatencyScale.count]
            return LatencyScale.percentiles(Self.shares, counts)
        }
        var sums = [UInt32](repeating: 0, count: LatencyScale.count)
        for place in places {
            for index in sums.indices { sums[index] &+= rows.durations[place + index] }
        }
        return LatencyScale.percentiles(Self.shares, sums[...])
    }
}
