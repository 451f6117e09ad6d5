import IPC
import JSON
import Testing

@testable import Logd

@Suite("lines of the log")
struct LogLineTests {
    @Test("a request in all its fields")
    func request() {
        let line = String(decoding: LogLine.request(Samples.request("r\"1")), as: UTF8.self)
        let expected = #"""
            {"request_id":"r\"1","received":"2026-01-01T00:00:00.123Z",\#
            "received_unix_us":1767225600123456,"key_id":"k1","key_name":"laptop",\#
            "dialect":"openai-chat","endpoint":"chat","model_asked":"mock/m",\#
            "model_answered":"m","provider":"openai-compatible","connection_id":"c1",\#
            "connection_name":"work","status":200,"outcome":"complete","error_code":"",\#
            "stream":true,"attempts":2,"bytes_in":512,"bytes_out":2048,\#
            "first_byte_us":1500,"total_us":90000,"usage":{"source":"reported",\#
            "input":20,"cached_input":5,"cache_write":1,"output":7,"reasoning":3},\#
            "secondhand":false}

            """#
        #expect(line == expected)
    }

    @Test("attempts nest in their request")
    func attempts() throws {
        var gone = Samples.request("r")
        gone.outcome = .clientGone
        gone.usage = nil
        let bytes = LogLine.request(gone, attempts: [Samples.attempt("r")])
        let line = String(decoding: bytes, as: UTF8.self)
        #expect(line.contains(#""outcome":"client_gone""#))
        #expect(line.contains(#""usage":null"#))
        let expected = #"""
            "attempt_records":[{"attempt":1,"started":"2026-01-01T00:00:00.123Z",\#
            "started_unix_us":1767225600123556,"lease_id":"18446744073709551608",\#
            "connection_id":"c1","connection_name":"work",\#
            "provider":"openai-compatible","model":"m","status":503,\#
            "failure":"provider","error_code":"overloaded","connect_us":300,\#
            "first_byte_us":900,"first_token_us":0,"total_us":1200,"bytes_in":80,\#
            "bytes_out":512,"usage":null}]}

            """#
        #expect(line.hasSuffix(expected))
        _ = try JSONDocument(Array(bytes.dropLast()))
        #expect(LogLine.request(gone, attempts: []).suffix(4) == Array("[]}\n".utf8))
    }

    @Test("a slow reader gets what fits, then how many lines were lost")
    func queue() {
        var queue = LineQueue(capacity: 2)
        #expect(queue.isEmpty)
        for letter in ["a", "b", "c", "d"] { queue.add(Array((letter + "\n").utf8)) }
        #expect(String(decoding: queue.take(), as: UTF8.self) == "a\nb\n{\"lost\":2}\n")
        #expect(queue.isEmpty)
        queue.add(Array("e\n".utf8))
        #expect(String(decoding: queue.take(), as: UTF8.self) == "e\n")
    }

    @Test("retention is a number of days")
    func retention() throws {
        #expect(try Retention(nil).days == 30)
        #expect(try Retention("7").limit(wallMicroseconds: 7 * 86_400_000_000 + 5) == 5)
        for text in ["0", "-1", "x", "1.5", "99999999"] {
            #expect(throws: (any Error).self) { try Retention(text) }
        }
    }
}
