import Foundation
import IPC

@testable import Logd

/// Sums as a person would make them: row by row, with the calendar of another implementation.
enum NaiveSums {
    /// Sums of some rows by the start of their stretch (seconds since 1970; 0 for all) and their groups.
    static func sums(
        _ rows: [RequestRecord], _ question: LedgerAggregate, zone: String
    ) throws -> [String: Measures] {
        var sums: [String: Measures] = [:]
        let filter = question.filter ?? LedgerFilter()
        for row in rows where isIn(row, filter) {
            let set = DimensionSet(of: row)
            let names = question.groups.map { DimensionTable.name($0, of: set) }
            let start = try start(row.receivedUnixUs, question.bucket, zone)
            sums[([start] + names).joined(separator: "|"), default: Measures()]
                .add(Measures(of: row))
        }
        return sums
    }

    private static func isIn(_ row: RequestRecord, _ filter: LedgerFilter) -> Bool {
        (filter.fromUnixUs == 0 || row.receivedUnixUs >= filter.fromUnixUs)
            && (filter.untilUnixUs == 0 || row.receivedUnixUs < filter.untilUnixUs)
            && (filter.keys.isEmpty
                || filter.keys.contains(row.keyName.isEmpty ? "-" : row.keyName))
            && (filter.results.isEmpty || filter.results.contains(LedgerResult(of: row)))
    }

    /// The start of a stretch, as the answer writes it.
    static func start(_ time: Int64, _ bucket: LedgerBucket, _ name: String) throws -> String {
        guard let zone = TimeZone(identifier: name) else { throw Missing.zone }
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = zone
        let date = Date(timeIntervalSince1970: (Double(time) / 1e6).rounded(.down))
        switch bucket {
        case .bucketAll: return ""
        case .bucketHourOfWeek:
            let parts = calendar.dateComponents([.weekday, .hour], from: date)
            // Sunday is 1.
            return "\(((parts.weekday ?? 1) + 5) % 7 * 24 + (parts.hour ?? 0))"
        case .bucketMinute, .bucketHour:
            let offset = zone.secondsFromGMT(for: date)
            let length = bucket == .bucketHour ? 3_600 : 60
            let local = Int(date.timeIntervalSince1970) + offset
            var start = Int(date.timeIntervalSince1970) - local % length
            // An hour in which the clock is set begins anew there.
            let begun = Date(timeIntervalSince1970: Double(start))
            if let change = zone.nextDaylightSavingTimeTransition(after: begun), change <= date {
                start = Int(change.timeIntervalSince1970)
            }
            return text(start, zone)
        case .bucketDay: return try text(begin(.day, calendar, date), zone)
        case .bucketWeek: return try text(begin(.weekOfYear, calendar, date), zone)
        case .bucketMonth: return try text(begin(.month, calendar, date), zone)
        }
    }

    enum Missing: Error { case zone, interval }

    private static func begin(
        _ unit: Calendar.Component, _ calendar: Calendar, _ date: Date
    ) throws -> Int {
        guard let interval = calendar.dateInterval(of: unit, for: date) else {
            throw Missing.interval
        }
        return Int(interval.start.timeIntervalSince1970)
    }

    private static func text(_ second: Int, _ zone: TimeZone) -> String {
        let format = ISO8601DateFormatter()
        format.timeZone = zone
        format.formatOptions = [.withInternetDateTime]
        return format.string(from: Date(timeIntervalSince1970: Double(second)))
    }
}
