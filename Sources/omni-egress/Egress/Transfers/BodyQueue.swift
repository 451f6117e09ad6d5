internal import Crypto

/// Body bytes on their way: appended as they come, taken from the front, in memory that does not move while curl reads.
final class BodyQueue {
    private var storage: UnsafeMutableRawBufferPointer
    private var head = 0
    private var tail = 0
    private let wipes: Bool

    /// Memory kept when empty, so that a burst does not stay.
    private static let keptBytes = 32 << 10

    /// An empty queue; `wipes` when what passes through it is secret.
    init(wipes: Bool = false) {
        self.wipes = wipes
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    /// Bytes waiting.
    var count: Int { tail - head }

    /// The waiting bytes; valid until the next change.
    var waiting: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: storage[head..<tail])
    }

    /// Appends bytes; the caller bounds how many.
    func append(_ bytes: RawSpan) {
        reserve(bytes.byteCount)
        bytes.withUnsafeBytes { bytes in
            UnsafeMutableRawBufferPointer(rebasing: storage[tail...]).copyMemory(from: bytes)
        }
        tail += bytes.byteCount
    }

    /// Moves as many bytes as fit into `target`; how many.
    func take(into target: UnsafeMutableRawBufferPointer) -> Int {
        let size = min(count, target.count)
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage[head..<head + size]))
        head += size
        if head == tail { (head, tail) = (0, 0) }
        return size
    }

    /// Forgets everything.
    func clear() {
        (head, tail) = (0, 0)
        if wipes || storage.count > Self.keptBytes { release() }
    }

    private func reserve(_ size: Int) {
        guard tail + size > storage.count else { return }
        let capacity = count + size <= storage.count ? storage.count : max(4096, storage.count * 2)
        let moved = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(capacity, count + size), alignment: 16)
        moved.copyMemory(from: waiting)
        (head, tail) = (0, count)
        release()
        storage = moved
    }

    private func release() {
        if wipes { Crypto.wipe(storage) }
        storage.deallocate()
        storage = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    }

    deinit { release() }
}
