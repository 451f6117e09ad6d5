/// Bytes read from a socket until they are whole frames.
///
/// Larger than a data frame, so that large bodies come in few reads, and never zeroed, so that the memory of a quiet
/// connection is not touched: only pages that were read into count.
final class InputBuffer {
    private var storage: UnsafeMutableRawBufferPointer
    /// Bytes waiting at the front.
    private(set) var filled = 0

    private static let usualBytes = 192 << 10

    init() {
        unsafe storage = .allocate(byteCount: Self.usualBytes, alignment: 8)
    }

    deinit { unsafe storage.deallocate() }

    /// Room behind the waiting bytes; never empty.
    var room: UnsafeMutableRawBufferPointer {
        unsafe UnsafeMutableRawBufferPointer(rebasing: storage[filled...])
    }

    /// `count` bytes were read into `room`.
    func add(_ count: Int) {
        precondition(filled + count <= storage.count, "bytes are read into the room only")
        filled += count
    }

    /// Shows the waiting bytes to `body`, which says how many it used; the rest moves to the front.
    func use(_ body: (RawSpan) -> Int) {
        let used = unsafe body(UnsafeRawBufferPointer(rebasing: storage[..<filled]).bytes)
        let rest = filled - used
        if rest > 0, used > 0 {
            // The parts may overlap, which copyMemory allows.
            unsafe storage.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: storage[used..<filled]))
        }
        filled = rest
        resize()
    }

    /// A frame longer than the buffer gets room; its length was checked when its header was read.
    private func resize() {
        var wanted = Self.usualBytes
        if filled >= FrameHeader.size {
            let waiting = unsafe UnsafeRawBufferPointer(storage).bytes
            wanted = max(wanted, FrameHeader.size + Int(loadUInt32(waiting, 0)))
        }
        guard wanted > storage.count || (filled == 0 && wanted < storage.count) else { return }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: wanted, alignment: 8)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[..<filled]))
        unsafe storage.deallocate()
        unsafe storage = larger
    }
}
