import IPC
import Testing

@testable import Logd

/// Cells are read by spreadsheets, which take some of them for formulas.
@Suite("rows as CSV")
struct RowCSVTests {
    private func line(_ values: [String]) -> String {
        String(decoding: RowCSV.line(values), as: UTF8.self)
    }

    @Test("a cell that begins as a formula does has an apostrophe before it")
    func formulas() {
        #expect(line(["=1+1", "+1", "-1", "@a"]) == "'=1+1,'+1,'-1,'@a\r\n")
        #expect(line(["\ta", "\ra", "\na"]) == "'\ta,\"'\ra\",\"'\na\"\r\n")
        #expect(line(["=a,\"b\""]) == "\"'=a,\"\"b\"\"\"\r\n")
        #expect(line(["a=b", "", "1.5", "{\"a\":\"=b\"}"]).hasPrefix("a=b,,1.5,"))
    }

    private static let evil = "=HYPERLINK(1)"

    /// Rows whose texts all begin as a formula does.
    private static let rows: [LedgerRow] = [
        .request(
            RequestRecord(
                requestID: evil, keyID: evil, keyName: evil, modelAsked: evil,
                modelAnswered: evil, provider: evil, connectionID: evil, connectionName: evil,
                errorCode: evil, usage: usage, cost: Cost(priceVersion: evil), combo: evil,
                finishReason: evil, clientAddress: evil, client: evil)),
        .attempt(
            AttemptRecord(
                requestID: evil, connectionID: evil, connectionName: evil, provider: evil,
                model: evil, errorCode: evil, usage: usage, cost: Cost(priceVersion: evil),
                proxy: evil, httpVersion: evil, tlsVersion: evil, host: evil, combo: evil)),
        .call(
            CallRecord(
                requestID: evil, connectionID: evil, method: evil, host: evil, proxy: evil,
                httpVersion: evil, tlsVersion: evil), attempt: nil),
    ]

    private static let usage = Usage(serverTools: [ServerToolUse(name: evil, calls: 1)])

    @Test("each text of a row is one of those", arguments: RowCSVTests.rows)
    func texts(row: LedgerRow) {
        let text = String(
            decoding: RowCSV.line(NumberedRow(sequence: 1, row: row)), as: UTF8.self)
        let cells = text.dropLast().split(separator: ",", omittingEmptySubsequences: false)
        #expect(!cells.contains { $0.hasPrefix("=") })
        #expect(cells.filter { $0.hasPrefix("'=") }.count > 6)
    }

    @Test("so are messages of console lines")
    func console() {
        let bytes = Array(
            #"{"time":"t","daemon":"omni-route","pid":7,"level":"info","message":"=1","fields":{}}"#
                .utf8)
        let line = ConsoleScan.Line(bytes: bytes, file: 1, offset: 0)
        #expect(String(decoding: line.csv, as: UTF8.self).contains(",7,info,'=1,"))
    }
}
