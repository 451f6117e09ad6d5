import TimeZones

@testable import Route

/// Changes of clocks, leap days and days that are left out.
extension PeriodVector {
    static let all: [PeriodVector] = [
        PeriodVector(
            "Europe/Berlin", .day, 0, "2026-03-28T23:00:00", "2026-03-28T23:00:00",
            "2026-03-29T22:00:00"),
        PeriodVector(
            "Europe/Berlin", .day, 0, "2026-03-29T21:59:59", "2026-03-28T23:00:00",
            "2026-03-29T22:00:00"),
        PeriodVector(
            "Europe/Berlin", .day, 0, "2026-10-25T12:00:00", "2026-10-24T22:00:00",
            "2026-10-25T23:00:00"),
        PeriodVector(
            "Europe/Berlin", .day, 9000, "2026-03-29T12:00:00", "2026-03-29T01:00:00",
            "2026-03-30T00:30:00"),
        PeriodVector(
            "Europe/Berlin", .day, 9000, "2026-10-25T00:29:59", "2026-10-24T00:30:00",
            "2026-10-25T00:30:00"),
        PeriodVector(
            "Europe/Berlin", .day, 9000, "2026-10-25T00:30:00", "2026-10-25T00:30:00",
            "2026-10-26T01:30:00"),
        PeriodVector(
            "Europe/Berlin", .day, 9000, "2026-10-25T01:30:00", "2026-10-25T00:30:00",
            "2026-10-26T01:30:00"),
        PeriodVector(
            "Europe/Berlin", .week, 0, "2026-03-29T12:00:00", "2026-03-22T23:00:00",
            "2026-03-29T22:00:00"),
        PeriodVector(
            "Europe/Berlin", .month, 0, "2026-10-31T22:59:59", "2026-09-30T22:00:00",
            "2026-10-31T23:00:00"),
        PeriodVector(
            "Europe/Berlin", .month, 0, "2026-10-31T23:00:00", "2026-10-31T23:00:00",
            "2026-11-30T23:00:00"),
        PeriodVector(
            "Europe/Berlin", .month, 36000, "2028-02-29T12:00:00", "2028-02-01T09:00:00",
            "2028-03-01T09:00:00"),
        PeriodVector(
            "Europe/Berlin", .day, 0, "2028-02-29T12:00:00", "2028-02-28T23:00:00",
            "2028-02-29T23:00:00"),
        PeriodVector(
            "Europe/Berlin", .month, 0, "2071-07-15T00:00:00", "2071-06-30T22:00:00",
            "2071-07-31T22:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 0, "2017-10-14T20:00:00", "2017-10-14T03:00:00",
            "2017-10-15T03:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 0, "2017-10-15T03:00:00", "2017-10-15T03:00:00",
            "2017-10-16T02:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 0, "2018-02-18T01:30:00", "2018-02-17T02:00:00",
            "2018-02-18T03:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 0, "2018-02-18T02:30:00", "2018-02-17T02:00:00",
            "2018-02-18T03:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 0, "2018-02-18T03:00:00", "2018-02-18T03:00:00",
            "2018-02-19T03:00:00"),
        PeriodVector(
            "America/Sao_Paulo", .day, 84600, "2018-02-18T02:45:00", "2018-02-18T01:30:00",
            "2018-02-19T02:30:00"),
        PeriodVector(
            "America/Sao_Paulo", .month, 0, "2018-02-18T02:30:00", "2018-02-01T02:00:00",
            "2018-03-01T03:00:00"),
        PeriodVector(
            "Asia/Beirut", .day, 0, "2026-03-28T21:59:59", "2026-03-27T22:00:00",
            "2026-03-28T22:00:00"),
        PeriodVector(
            "Asia/Beirut", .day, 0, "2026-03-28T22:00:00", "2026-03-28T22:00:00",
            "2026-03-29T21:00:00"),
        PeriodVector(
            "Asia/Beirut", .day, 0, "2026-10-24T21:30:00", "2026-10-23T21:00:00",
            "2026-10-24T22:00:00"),
        PeriodVector(
            "Asia/Beirut", .day, 0, "2026-10-24T22:00:00", "2026-10-24T22:00:00",
            "2026-10-25T22:00:00"),
        PeriodVector(
            "Pacific/Apia", .day, 0, "2011-12-30T09:59:59", "2011-12-29T10:00:00",
            "2011-12-30T10:00:00"),
        PeriodVector(
            "Pacific/Apia", .day, 0, "2011-12-30T10:00:00", "2011-12-30T10:00:00",
            "2011-12-31T10:00:00"),
        PeriodVector(
            "Pacific/Apia", .week, 0, "2011-12-30T10:00:00", "2011-12-26T10:00:00",
            "2012-01-01T10:00:00"),
        PeriodVector(
            "Pacific/Apia", .month, 0, "2011-12-30T10:00:00", "2011-12-01T10:00:00",
            "2011-12-31T10:00:00"),
        PeriodVector(
            "Australia/Lord_Howe", .day, 0, "2026-04-04T15:00:00", "2026-04-04T13:00:00",
            "2026-04-05T13:30:00"),
        PeriodVector(
            "Australia/Lord_Howe", .day, 6300, "2026-04-04T15:00:00", "2026-04-04T14:45:00",
            "2026-04-05T15:15:00"),
        PeriodVector(
            "Australia/Lord_Howe", .day, 6300, "2026-10-03T16:00:00", "2026-10-03T15:15:00",
            "2026-10-04T14:45:00"),
        PeriodVector(
            "America/St_Johns", .day, 0, "2010-11-07T02:31:00", "2010-11-07T02:30:00",
            "2010-11-08T03:30:00"),
        PeriodVector(
            "America/St_Johns", .day, 0, "2010-11-07T03:31:00", "2010-11-07T02:30:00",
            "2010-11-08T03:30:00"),
        PeriodVector(
            "America/New_York", .week, 18000, "2026-11-01T12:00:00", "2026-10-26T09:00:00",
            "2026-11-02T10:00:00"),
        PeriodVector(
            "Europe/Dublin", .day, 0, "2027-03-28T12:00:00", "2027-03-28T00:00:00",
            "2027-03-28T23:00:00"),
    ]
}
