/// A value that can stand for a parameter of a statement.
public protocol Bindable {
    /// Binds the value to parameter `index` of `statement`.
    func bind(to statement: Statement, _ index: Int)
}

extension Int64: Bindable {
    /// Binds the number.
    public func bind(to statement: Statement, _ index: Int) { statement.bind(index, self) }
}

extension Int: Bindable {
    /// Binds the number.
    public func bind(to statement: Statement, _ index: Int) { statement.bind(index, self) }
}

extension Double: Bindable {
    /// Binds the number.
    public func bind(to statement: Statement, _ index: Int) { statement.bind(index, self) }
}

extension String: Bindable {
    /// Binds the text.
    public func bind(to statement: Statement, _ index: Int) { statement.bind(index, self) }
}

extension [UInt8]: Bindable {
    /// Binds the bytes.
    public func bind(to statement: Statement, _ index: Int) { statement.bind(index, self) }
}

/// SQL's NULL, written `nil`.
public struct Null: ExpressibleByNilLiteral, Sendable {
    /// Makes the one value.
    public init(nilLiteral: ()) {}
    /// Makes the one value.
    init() {}
}
