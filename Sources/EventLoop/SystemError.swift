/// A system call that failed, with its error number.
public struct SystemError: Error, Equatable, CustomStringConvertible {
    /// Name of the call, such as "connect".
    public let call: String
    /// The value of `errno` (errno(3)).
    public let number: CInt

    /// Records a failure of `call` with error number `number`.
    public init(_ call: String, _ number: CInt) {
        self.call = call
        self.number = number
    }

    /// The call and the system's own text, such as "connect: Connection refused".
    public var description: String { "\(call): \(errorText(number))" }
}
