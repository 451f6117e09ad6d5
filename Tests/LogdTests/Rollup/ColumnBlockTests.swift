import Testing

@testable import Logd

@Suite("blocks of columns")
struct ColumnBlockTests {
    @Test(
        "give back what was put in, whatever the width",
        arguments: [
            0, 1, 255, 256, 65_535, 65_536, 4_294_967_295, 4_294_967_296, UInt64.max,
        ])
    func widths(most: UInt64) throws {
        let values = [0, most / 3, most, 1]
        let bytes = ColumnBlock.encode(rows: 4, [(7, values), (9, [0, 0, 0, 0])])
        let block = try #require(ColumnBlock(bytes))
        #expect(block.rows == 4)
        #expect(block.values(7) == values)
        #expect(block.values(9) == [0, 0, 0, 0])
        #expect(block.values(1) == [0, 0, 0, 0])
    }

    @Test("add picked rows to cells")
    func add() throws {
        let block = try #require(
            ColumnBlock(ColumnBlock.encode(rows: 3, [(2, [10, 70_000, 30])])))
        var cells: [UInt64] = [0, 1, 0, 1]
        block.add(2, rows: [0, 1, 2], to: [0, 2, 0], offset: 1, of: &cells)
        #expect(cells == [0, 41, 0, 70_001])
    }

    @Test("are refused when they are cut or are none")
    func damaged() {
        let bytes = ColumnBlock.encode(rows: 3, [(2, [1, 2, 3]), (3, [1, 2, 300])])
        for count in 0..<bytes.count { #expect(ColumnBlock(Array(bytes[..<count])) == nil) }
        #expect(ColumnBlock(bytes + [0]) == nil)
        for place in 0..<bytes.count {
            var other = bytes
            other[place] = 0xff
            // Whatever it is taken for, reading it is safe.
            if let block = ColumnBlock(other) { _ = (block.values(2), block.values(3)) }
        }
    }
}
