import IPC
import JSON
import Testing

@testable import Logd

/// What is not known is never told as nothing: what failed attempts cost, and what the cache saved.
@Suite("amounts that are not known")
struct UnknownAmountTests {
    private static let known = RequestRecord(failedCost: 3, savedCost: 0)
    private static let unknown = RequestRecord(
        failedCost: 3, savedCost: 0, failedUnknown: true, savedUnknown: true)

    private func cost(_ request: RequestRecord) throws -> JSONValue? {
        var writer = JSONWriter()
        writer.object { RowJSON.write(request, sequence: 1, to: &$0) }
        return try JSONDocument(writer.bytes).root["cost"]
    }

    @Test("are null in rows, and empty cells")
    func rows() throws {
        #expect(try cost(Self.known)?["failed_usd"]?.string == "0.000000000003")
        #expect(try cost(Self.known)?["saved_usd"]?.string == "0.000000000000")
        #expect(try cost(Self.unknown)?["failed_usd"]?.isNull == true)
        #expect(try cost(Self.unknown)?["saved_usd"]?.isNull == true)
        let cells = [Self.known, Self.unknown].map { request in
            String(
                decoding: RowCSV.line(NumberedRow(sequence: 1, row: .request(request))),
                as: UTF8.self)
        }
        #expect(cells[0].contains(",0.000000000003,0.000000000000,"))
        #expect(!cells[1].contains("0.000000000003"))
    }

    @Test("are counted in sums, which have what is known")
    func sums() {
        let sums = Measures(of: Self.unknown)
        #expect(sums[.unknown] == 1 && sums[.failed] == 3 && sums[.saved] == 0)
        #expect(Measures(of: Self.known)[.unknown] == 0)
    }

    @Test(
        "come back from the disk, however much is known",
        arguments: [0, 1, 12_345, UInt64(Int64.max)])
    func disk(known: UInt64) throws {
        let folder = try TemporaryFolder()
        let ledger = folder.ledger()
        var request = Samples.request("r")
        (request.failedCost, request.failedUnknown) = (known, true)
        (request.savedCost, request.savedUnknown) = (known, false)
        _ = try ledger.commit([
            Samples.batch("p", from: 1, [Record(entry: .request(request))])
        ])
        #expect(try ledger.requests().map(\.request) == [request])
        // The sums are what the columns say.
        let database = try ledger.database()
        #expect(try DayRollups.differences(database) == [])
    }
}
