import IPC

@testable import Route
@testable import TimeZones

/// Simulated time: the wall clock as text, both clocks going together unless one is set.
struct MoneyTime {
    var moment: Moment

    /// A clock at a time of UTC, such as "2026-11-29T10:00:00".
    init(_ text: String) {
        moment = Moment(now: 5_000_000_000, wall: MoneyTime.wall(text))
    }

    /// Lets time pass until a time of UTC.
    mutating func pass(to text: String) {
        let microseconds = MoneyTime.wall(text) - moment.wall
        precondition(microseconds >= 0, "time does not run backwards")
        moment = moment.after(UInt64(microseconds) * 1_000)
    }

    /// Sets the wall clock alone.
    mutating func set(to text: String) { moment.wall = MoneyTime.wall(text) }

    /// Microseconds since 1970 of a time of UTC.
    static func wall(_ text: String) -> Int64 {
        let fields = text.split { !$0.isNumber }.compactMap { Int($0) }
        precondition(fields.count == 6, "a time is written as 2026-11-29T10:00:00")
        let day = CivilDate(year: fields[0], month: fields[1], day: fields[2]).daysSince1970
        return Int64(day * 86_400 + fields[3] * 3_600 + fields[4] * 60 + fields[5]) * 1_000_000
    }

    /// The zone of some places, with the transitions that tests need.
    static func calendar(_ name: String) throws -> CivilCalendar {
        let file: ZoneFileExample =
            switch name {
            case "Europe/Berlin":
                ZoneFileExample(offset: 3_600, footer: "CET-1CEST,M3.5.0,M10.5.0/3")
            case "Asia/Beirut":
                ZoneFileExample(offset: 7_200, footer: "EET-2EEST,M3.5.0/0,M10.5.0/0")
            case "Australia/Lord_Howe":
                ZoneFileExample(
                    offset: 37_800, footer: "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
            case "America/New_York":
                ZoneFileExample(offset: -18_000, footer: "EST5EDT,M3.2.0,M11.1.0")
            case "Europe/Dublin":
                ZoneFileExample(offset: 0, footer: "IST-1GMT0,M10.5.0,M3.5.0/1")
            case "America/Sao_Paulo":
                ZoneFileExample(
                    offset: -10_800,
                    transitions: [
                        (1_508_036_400, -7_200), (1_518_919_200, -10_800), (1_541_300_400, -7_200),
                        (1_550_368_800, -10_800),
                    ], footer: "<-03>3")
            case "Pacific/Apia":
                ZoneFileExample(
                    offset: -36_000,
                    transitions: [(1_325_239_200, 50_400), (1_333_202_400, 46_800)],
                    footer: "<+13>-13")
            default:
                ZoneFileExample(
                    offset: -12_600,
                    transitions: [(1_268_537_460, -9_000), (1_289_097_060, -12_600)],
                    footer: "NST3:30NDT,M3.2.0,M11.1.0")
            }
        return CivilCalendar(zone: try ZoneFile.zone(file.bytes, name: name))
    }
}

extension Charge {
    /// A billed amount.
    static func dollars(_ picodollars: UInt64) -> Charge { Charge(picodollars: picodollars) }
}
