/// An enumeration of the wire format; generated.
///
/// A number that this version does not know never fails a decoding: the field gets the case with
/// number 0 and the encoded field stays in the message's `unknownFields`. In a repeated field the
/// unknown elements are left out of the array and kept there as well.
///
/// Unknown fields are written last and the last value of a field counts. So whoever decodes a
/// message, sets such a field and sends the message on must empty `unknownFields` first, or the
/// number of the later version still wins at the receiver.
public protocol WireEnum: RawRepresentable, CaseIterable, Sendable where RawValue == Int32 {}

extension WireEnum {
    /// The name of the case with a number, for dumps.
    ///
    /// - Parameter number: The number on the wire.
    /// - Returns: The case's Swift name, or nil when this version does not know the number.
    static func caseName(_ number: Int32) -> String? {
        Self(rawValue: number).map { String(describing: $0) }
    }
}
