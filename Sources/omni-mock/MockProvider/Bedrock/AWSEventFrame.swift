internal import NIOCore

/// Messages of AWS's event stream: lengths, headers, payload, and a check of each.
enum AWSEventFrame {
    /// The type of a header whose value is a string.
    private static let stringType: UInt8 = 7

    /// Writes an event.
    static func write(event name: String, _ payload: JSONText, to buffer: inout ByteBuffer) {
        write(
            [
                (":event-type", name), (":content-type", "application/json"),
                (":message-type", "event"),
            ], payload.bytes, to: &buffer)
    }

    /// Writes an exception, behind which nothing comes.
    static func write(exception name: String, _ payload: JSONText, to buffer: inout ByteBuffer) {
        write(
            [
                (":exception-type", name), (":content-type", "application/json"),
                (":message-type", "exception"),
            ], payload.bytes, to: &buffer)
    }

    private static func write(
        _ headers: [(String, String)], _ payload: [UInt8], to buffer: inout ByteBuffer
    ) {
        var head = ByteBuffer()
        for (name, value) in headers {
            head.writeInteger(UInt8(truncatingIfNeeded: name.utf8.count))
            head.writeString(name)
            head.writeInteger(stringType)
            head.writeInteger(UInt16(truncatingIfNeeded: value.utf8.count))
            head.writeString(value)
        }
        var message = ByteBuffer()
        message.writeInteger(UInt32(16 + head.readableBytes + payload.count))
        message.writeInteger(UInt32(head.readableBytes))
        message.writeInteger(CRC32.checksum(message.readableBytesView))
        message.writeBuffer(&head)
        message.writeBytes(payload)
        message.writeInteger(CRC32.checksum(message.readableBytesView))
        buffer.writeBuffer(&message)
    }
}
