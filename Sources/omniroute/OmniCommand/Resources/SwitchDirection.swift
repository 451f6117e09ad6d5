/// Which way a switch goes.
protocol SwitchDirection {
    /// The command.
    static var verb: String { get }
    /// The value of the field `enabled`.
    static var enables: Bool { get }
}

/// To on.
enum SwitchOn: SwitchDirection {
    static let verb = "enable"
    static let enables = true
}

/// To off.
enum SwitchOff: SwitchDirection {
    static let verb = "disable"
    static let enables = false
}
