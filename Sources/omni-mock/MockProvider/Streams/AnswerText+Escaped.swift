internal import NIOCore

extension AnswerText {
    /// A chunk's text as it stands inside a JSON string.
    func escaped(_ index: Int, now: UInt64) -> [UInt8] {
        var buffer = ByteBuffer()
        write(index, now: now, to: &buffer)
        return Array(buffer.readableBytesView)
    }

    /// The whole text as it stands inside a JSON string.
    func escaped(now: UInt64) -> [UInt8] {
        var buffer = ByteBuffer()
        for index in 0..<count { write(index, now: now, to: &buffer) }
        return Array(buffer.readableBytesView)
    }
}
