import Ingress
import Testing

struct HTTPDateTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func formats(_ second: Int64, _ text: String) {
        var date = HTTPDate()
        #expect(
            String(decoding: date.text(wallMicroseconds: second * 1_000_000 + 7), as: UTF8.self)
                == text)
    }
}

struct RequestIDTests {
    @Test func differ() {
        var ids = RequestIDs(seed: 0x0123_4567_89AB_CDEF)
        let made = Set((0..<1000).map { _ in ids.make() })
        #expect(made.count == 1000)
        #expect(made.allSatisfy { $0.hasPrefix("req_") && $0.utf8.count == 28 })
    }

    @Test(arguments: [
        ("abc", true), ("A.b_c-9", true), (String(repeating: "a", count: 128), true), ("", false),
        (String(repeating: "a", count: 129), false), ("a b", false), ("a\"b", false), ("é", false),
    ])
    func takesOverWhatIsHarmless(_ id: String, _ isValid: Bool) {
        let bytes = Array(id.utf8)
        #expect(RequestIDs.isValid(bytes.span.bytes, 0..<bytes.count) == isValid)
    }
}

struct ConnectionAlarmsTests {
    @Test func fireOnceInTheirTime() {
        var alarms = ConnectionAlarms()
        #expect(alarms.takeDue(at: 1000) == nil)
        alarms.set(.head, at: 100)
        alarms.set(.request, at: 50)
        #expect(alarms.takeDue(at: 49) == nil)
        #expect(alarms.takeDue(at: 100) == .head)
        #expect(alarms.takeDue(at: 100) == .request)
        #expect(alarms.takeDue(at: 100) == nil)
    }

    @Test func canBeMovedAndCleared() {
        var alarms = ConnectionAlarms()
        alarms.set(.body, at: 10)
        alarms.set(.body, at: 20)
        #expect(alarms.takeDue(at: 10) == nil)
        #expect(alarms.takeDue(at: 20) == .body)
        alarms.set(.idle, at: 30)
        alarms.clear(.idle)
        #expect(alarms.takeDue(at: 40) == nil)
        alarms.set(.write, at: 60)
        alarms.clearAll()
        #expect(!alarms.isSet(.write))
        #expect(alarms.takeDue(at: 100) == nil)
    }
}

struct MetricsMergeTests {
    @Test func keepsSamplesOfAMetricTogether() {
        var merge = MetricsMerge()
        merge.addUp([("a", true), ("b", false)])
        merge.add(
            "# HELP x X.\n# TYPE x gauge\nx{daemon=\"a\"} 1\n# HELP y Y.\n# TYPE y counter\ny 2\n")
        merge.add("# HELP x X.\n# TYPE x gauge\nx{daemon=\"b\"} 3\n")
        #expect(
            merge.text == """
                # HELP omniroute_up Whether the daemon answered.
                # TYPE omniroute_up gauge
                omniroute_up{daemon="a"} 1
                omniroute_up{daemon="b"} 0
                # HELP x X.
                # TYPE x gauge
                x{daemon="a"} 1
                x{daemon="b"} 3
                # HELP y Y.
                # TYPE y counter
                y 2

                """)
    }
}
