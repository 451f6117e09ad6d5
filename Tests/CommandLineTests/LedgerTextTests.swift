import ArgumentParser
import JSON
import Testing

@testable import OmniCommand

/// Rows and sums of the ledger as people read them.
@Suite struct LedgerTextTests {
    private func value(_ text: String) throws -> JSONValue {
        try JSONDocument(Array(text.utf8)).root
    }

    private static let request = #"""
        {"request_id":"req_1","seq":7,"received":"2026-11-30T08:00:00.000001Z","key_name":"laptop","client":"curl/8",
         "model_asked":"fast","model_answered":"m","connection_name":"work","status":200,"outcome":"complete","result":"ok",
         "stream":true,"cache":"none","attempts":2,"first_byte_us":300000,"total_us":1000000,
         "timings":{"receive_us":10000,"decide_us":40000,"queue_us":30000,"failed_us":100000,"connect_us":50000,
          "first_byte_us":200000,"first_token_us":400000},
         "usage":{"source":"estimated","input":1200,"cached_input":200,"output":30},
         "cost":{"usd":"0.001234560000","kind":"metered","counts":"estimated","price_source":"catalogue",
          "price_version":"2026-11-01","parts":{"input":"0.001000000000","cached_input":"0.000034560000","cache_write":"0.000000000000",
          "output":"0.000200000000","tools":"0.000000000000"},"failed_usd":"0.000500000000","saved_usd":"0.000000000000"}}
        """#

    @Test func requests() throws {
        #expect(
            RequestLine.text(try value(Self.request))
                == "2026-11-30T08:00:00.000001Z  200  fast -> work/m  ~1200+30 tokens  ~$0.001235"
                + "  1000.0 ms  first token 400.0 ms  ok  2 attempts  key=laptop  client=curl/8  req_1"
        )
    }

    @Test func requestsOfOlderVersionsAndWithoutMost() throws {
        #expect(
            RequestLine.text(try value(#"{"status":404,"error_code":"model_not_found"}"#))
                == "-  404  -  0.0 ms  -  model_not_found  -")
    }

    @Test func requestsHaveTheResultThatFiltersKnow() throws {
        let row = try value(#"{"status":502,"result":"failed","outcome":"refused"}"#)
        #expect(RequestLine.text(row) == "-  502  -  0.0 ms  failed  -")
    }

    @Test func attemptsStandBelow() throws {
        let row = try value(
            #"{"request_id":"r","attempt_records":[{"attempt":1,"status":500,"connection_name":"a","model":"m","total_us":1500,"failure":"upstream_status","reason":"server_error"}]}"#
        )
        #expect(
            RequestLine.text(row).split(separator: "\n").last
                == "  attempt 1  500  a/m  1.5 ms  failure: upstream_status  server_error")
    }

    @Test func resultsHaveColors() throws {
        let paint = Paint(isOn: true)
        let row = try value(#"{"status":502,"result":"failed","outcome":"failed"}"#)
        #expect(RequestLine.text(row, paint).contains("\u{1B}[31m502\u{1B}[0m"))
        #expect(Paint.none("x", .bad) == "x")
        #expect(paint("x", nil) == "x")
    }

    @Test(arguments: [
        (#"{"kind":"unknown","usd":null}"#, "cost unknown"),
        (
            #"{"kind":"subscription","usd":"0.5","counts":"reported"}"#,
            "subscription (worth $0.5000)"
        ),
        (#"{"kind":"metered","usd":"2","counts":"reported"}"#, "$2.00"),
        (#"{"kind":"metered","usd":null}"#, "cost unknown"),
    ])
    func kindsOfCosts(cost: String, shown: String) throws {
        #expect(RowText.cost(try value(cost)) == shown)
    }

    @Test func amountsThatAreNotKnown() throws {
        let row = try value(
            #"{"cost":{"kind":"none","usd":null,"failed_usd":null,"saved_usd":null}}"#)
        #expect(
            CostText.parts(row) == [
                "cost: none", "  beside it unknown: failed attempts, embeddings", "  saved unknown",
            ])
    }

    @Test func noCost() throws {
        #expect(RowText.cost(try value(#"{"kind":"none","usd":null}"#)) == nil)
        #expect(RowText.cost(nil) == nil)
    }

    @Test func calls() throws {
        let row = try value(
            #"{"started":"T","request_id":"r","purpose":"token","method":"POST","host":"api.test:443","proxy":"socks5h://p:1","http_version":"2","tls_version":"1.3","reused_connection":false,"status":200,"failure":"none","connect_us":12000,"total_us":30000,"bytes_in":5,"bytes_out":7}"#
        )
        #expect(
            CallLine.text(row)
                == "T  200  POST api.test:443  by socks5h://p:1  HTTP/2  TLS 1.3  connected in 12.0 ms  7>5 bytes  30.0 ms  for: token  r"
        )
    }

    @Test(arguments: [
        ("direct", "direct"), ("unknown", "way unknown"), ("http://p:1", "by http://p:1"),
    ])
    func wayOfACall(proxy: String, shown: String) throws {
        let row = try value(
            #"{"started":"T","status":0,"method":"POST","host":"a:443","proxy":"\#(proxy)","bytes_in":0,"bytes_out":7,"total_us":3000,"failure":"peer_gone"}"#
        )
        #expect(
            CallLine.text(row) == "T  0  POST a:443  \(shown)  7>0 bytes  3.0 ms  peer_gone")
    }

    @Test func console() throws {
        let row = try value(
            #"{"time":"T","daemon":"omni-route","pid":5,"level":"warning","message":"late\u001b","fields":{"request_id":"r","error":"a\nb"}}"#
        )
        #expect(
            ConsoleLine.text(row) == "T warning omni-route[5] late? request_id=r error=a?b")
        #expect(ConsoleLine.text(row, Paint(isOn: true)).contains("\u{1B}[33mwarning\u{1B}[0m"))
    }

    @Test func linesOfDataHaveTheFieldsAskedFor() throws {
        let fields = try FieldOptions.parse(["--fields", "request_id,cost.usd,nothing"])
        let row = try value(Self.request)
        #expect(
            LogPrinter<RequestTable>(format: .jsonl, fields: fields).text([row])
                == #"{"request_id":"req_1","cost.usd":"0.001234560000","nothing":null}"# + "\n")
        #expect(
            LogPrinter<RequestTable>(format: .table, fields: fields).text([row])
                == "req_1  0.001234560000  -\n")
        #expect(
            try LogPrinter<RequestTable>(format: .name, fields: FieldOptions.parse([])).text([row])
                == "req_1\n")
    }

    @Test func aRequestsTimeIsDividedUp() throws {
        let phases = Timeline.phases(try value(Self.request))
        #expect(
            phases == [
                Timeline.Phase(name: "receive", start: 0, end: 10_000),
                Timeline.Phase(name: "decide", start: 10_000, end: 50_000),
                Timeline.Phase(name: "  of it queued", start: 20_000, end: 50_000),
                Timeline.Phase(name: "failed attempts", start: 50_000, end: 150_000),
                Timeline.Phase(name: "connect", start: 150_000, end: 200_000),
                Timeline.Phase(name: "wait for the provider", start: 200_000, end: 350_000),
                Timeline.Phase(name: "until the first token", start: 350_000, end: 400_000),
                Timeline.Phase(name: "answer", start: 400_000, end: 1_000_000),
            ])
        let lines = Timeline.lines(try value(Self.request))
        #expect(lines.first == "timeline: 1000.0 ms")
        #expect(
            lines.last?.hasSuffix(
                "600.0 ms  \(String(repeating: ".", count: 16))\(String(repeating: "#", count: 24))"
            ) == true)
        #expect(Set(lines.dropFirst().map(\.count)).count == 1)
    }

    @Test func timesThatContradictEachOtherStayWithinTheWhole() throws {
        let row = try value(
            #"{"total_us":1000,"timings":{"receive_us":900,"decide_us":900,"failed_us":5000,"connect_us":7,"first_byte_us":9,"first_token_us":2000}}"#
        )
        #expect(Timeline.phases(row).allSatisfy { $0.start <= 1_000 && $0.end <= 1_000 })
        #expect(Set(Timeline.lines(row).dropFirst().map(\.count)).count == 1)
        #expect(Timeline.lines(try value("{}")).isEmpty)
    }

    @Test func partsOfACost() throws {
        #expect(
            CostText.parts(try value(Self.request)) == [
                "cost: ~$0.001235 (tokens estimated, price of the catalogue 2026-11-01)",
                "  input $0.001000, 1,200 tokens", "  cached_input $0.000035, 200 tokens",
                "  output $0.000200, 30 tokens",
                "  beside it $0.000500: failed attempts, embeddings",
            ])
    }

    @Test func explanationsHaveAllOfIt() throws {
        let found = try value(
            #"{"request":\#(Self.request),"attempts":[{"attempt":1,"status":200,"connection_name":"work","model":"m"}],"calls":[],"decisions":[],"bodies":[{"attempt":0,"side":"client_request","whole_bytes":12,"content":"{\n}"}]}"#
        )
        let lines = ExplainCommand.lines(found)
        #expect(lines.first == "route remembers no decision about it any more")
        #expect(lines.contains("  attempt 1  200  work/m  0.0 ms"))
        #expect(lines.contains("timeline: 1000.0 ms"))
        #expect(lines.suffix(3) == ["client request, 12 B:", "  {", "  }"])
    }

    @Test func requestsOfOneIDHaveTheirOwnAttempts() throws {
        let rows = try [10, 20, 30].map { try value(#"{"received_unix_us":\#($0)}"#) }
        let attempts = try [(1, 12), (1, 21), (2, 25)].map {
            try value(#"{"attempt":\#($0),"started_unix_us":\#($1)}"#)
        }
        let joined = RequestDetail.joined(rows, attempts)
        #expect(joined.map { $0["attempt_records"]?.count } == [1, 2, 0])
        #expect(RequestDetail.joined([rows[2]], attempts).first?["attempt_records"]?.count == 3)
    }

    @Test func requestsOfADocument() throws {
        let both = try value(
            #"{"request":{"n":2},"requests":[{"n":1,"attempt_records":[]},{"n":2,"attempt_records":[]}]}"#
        )
        #expect(RequestDetail.rows(both).map { $0["n"]?.int } == [1, 2])
        let one = try value(#"{"request":{"n":2},"attempts":[{"attempt":1}]}"#)
        #expect(RequestDetail.rows(one).map { $0["attempt_records"]?.count } == [1])
        #expect(RequestDetail.rows(try value(#"{"request":null,"decisions":[{}]}"#)).isEmpty)
    }

    @Test func theLedgersState() throws {
        let state = try value(
            #"{"ledger_bytes":2048,"rows":12345,"retention_days":90,"troubles":["a day is damaged"],"days":[{"day":"2026-11-29","bytes":1024,"requests":5},{"day":"2026-11-30","bytes":1,"requests":7,"bodies":true}],"settings":{"max_bytes":0}}"#
        )
        #expect(
            LedgerText.lines(state) == [
                "trouble: a day is damaged", "ledger_bytes        2.0 KiB",
                "rows                12,345", "retention_days      90",
                "settings.max_bytes  default", "",
                "DAY            SIZE  REQUESTS  ATTEMPTS  CALLS  BODIES",
                "2026-11-30      1 B         7         -      -  yes",
                "2026-11-29  1.0 KiB         5         -      -  -",
            ])
    }
}
