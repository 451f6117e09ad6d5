/// A table of whole numbers in a few bytes: column by column, each as wide as its largest value needs.
///
/// The bytes: "1", the number of columns, six zeros, the number of rows; for each column its name and width, and six zeros;
/// then the columns. Numbers are little-endian, of eight bytes where nothing else is said. A column of zeros is left out.
package struct ColumnBlock: Sendable {
    private struct Column: Sendable {
        var name: UInt8
        var width: Int
        var offset: Int
    }

    /// The number of rows.
    package let rows: Int
    private let bytes: [UInt8]
    private let columns: [Column]

    private static let version: UInt8 = 1
    private static let headBytes = 16
    private static let columnBytes = 8

    // MARK: Writing

    /// The bytes of a table.
    ///
    /// - Parameters:
    ///   - rows: The number of rows.
    ///   - columns: A name, and as many values as there are rows, for each column.
    /// - Returns: The bytes.
    package static func encode(rows: Int, _ columns: [(name: UInt8, values: [UInt64])]) -> [UInt8] {
        var kept: [(name: UInt8, width: Int, values: [UInt64])] = []
        for (name, values) in columns {
            precondition(values.count == rows, "a column has a value for each row")
            let most = values.max() ?? 0
            if most > 0 { kept.append((name, width(of: most), values)) }
        }
        var bytes: [UInt8] = [version, UInt8(kept.count)]
        let size = kept.reduce(headBytes + kept.count * columnBytes) { $0 + $1.width * rows }
        bytes.reserveCapacity(size)
        append(0, 6, to: &bytes)
        append(UInt64(rows), 8, to: &bytes)
        for column in kept {
            bytes.append(column.name)
            bytes.append(UInt8(column.width))
            append(0, 6, to: &bytes)
        }
        for column in kept {
            for value in column.values { append(value, column.width, to: &bytes) }
        }
        return bytes
    }

    private static func width(of value: UInt64) -> Int {
        switch value {
        case 0...0xff: 1
        case 0...0xffff: 2
        case 0...0xffff_ffff: 4
        default: 8
        }
    }

    private static func append(_ value: UInt64, _ width: Int, to bytes: inout [UInt8]) {
        for index in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    }

    // MARK: Reading

    /// Reads a table; nil when the bytes are none.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headBytes, bytes[0] == Self.version else { return nil }
        let rows = Self.number(bytes, at: 8)
        let count = Int(bytes[1])
        guard rows <= UInt64(bytes.count) || count == 0, rows <= UInt64(UInt32.max) else {
            return nil
        }
        var offset = Self.headBytes + count * Self.columnBytes
        guard offset <= bytes.count else { return nil }
        var columns: [Column] = []
        for index in 0..<count {
            let head = Self.headBytes + index * Self.columnBytes
            let width = Int(bytes[head + 1])
            guard [1, 2, 4, 8].contains(width) else { return nil }
            columns.append(Column(name: bytes[head], width: width, offset: offset))
            offset += width * Int(rows)
        }
        guard offset == bytes.count else { return nil }
        self.rows = Int(rows)
        self.bytes = bytes
        self.columns = columns
    }

    private static func number(_ bytes: [UInt8], at offset: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << (8 * UInt64($1)) }
    }

    /// The values of a column.
    package func values(_ name: UInt8) -> [UInt64] {
        guard let column = columns.first(where: { $0.name == name }) else {
            return [UInt64](repeating: 0, count: rows)
        }
        return bytes.withUnsafeBytes { bytes in
            let values = UnsafeRawBufferPointer(
                rebasing: bytes[column.offset..<column.offset + column.width * rows])
            return switch column.width {
            case 1: Self.wide(UInt8.self, values)
            case 2: Self.wide(UInt16.self, values)
            case 4: Self.wide(UInt32.self, values)
            default: Self.wide(UInt64.self, values)
            }
        }
    }

    @inline(__always)
    private static func wide<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, _ values: UnsafeRawBufferPointer
    ) -> [UInt64] {
        let size = MemoryLayout<Value>.size
        let count = values.count / size
        return [UInt64](unsafeUninitializedCapacity: count) { buffer, filled in
            for row in 0..<count {
                let value = Value(
                    littleEndian: values.loadUnaligned(fromByteOffset: row * size, as: type))
                buffer.initializeElement(at: row, to: UInt64(truncatingIfNeeded: value))
            }
            filled = count
        }
    }

    /// Adds values of a column to cells.
    ///
    /// - Parameters:
    ///   - name: The column.
    ///   - rows: Which rows, each below `self.rows`.
    ///   - places: The cell of each of them, which exists.
    ///   - offset: Added to each place.
    ///   - cells: What is added to; beyond 64 bits it wraps, which no sum of real records comes near.
    package func add(
        _ name: UInt8, rows: [Int32], to places: [Int32], offset: Int, of cells: inout [UInt64]
    ) {
        guard let column = columns.first(where: { $0.name == name }) else { return }
        precondition(rows.count == places.count, "every row has its place")
        bytes.withUnsafeBytes { bytes in
            let values = UnsafeRawBufferPointer(
                rebasing: bytes[column.offset..<column.offset + column.width * self.rows])
            switch column.width {
            case 1: Self.add(UInt8.self, values, rows, places, offset, &cells)
            case 2: Self.add(UInt16.self, values, rows, places, offset, &cells)
            case 4: Self.add(UInt32.self, values, rows, places, offset, &cells)
            default: Self.add(UInt64.self, values, rows, places, offset, &cells)
            }
        }
    }

    @inline(__always)
    private static func add<Value: FixedWidthInteger & BitwiseCopyable>(
        _ type: Value.Type, _ values: UnsafeRawBufferPointer, _ rows: [Int32],
        _ places: [Int32], _ offset: Int, _ cells: inout [UInt64]
    ) {
        let size = MemoryLayout<Value>.size
        let count = values.count / size
        let most = cells.count - offset
        cells.withUnsafeMutableBufferPointer { cells in
            for index in rows.indices {
                let row = Int(rows[index])
                let place = Int(places[index])
                precondition(row >= 0 && row < count && place >= 0 && place < most)
                let value = Value(
                    littleEndian: values.loadUnaligned(fromByteOffset: row * size, as: type))
                cells[place + offset] &+= UInt64(truncatingIfNeeded: value)
            }
        }
    }
}
