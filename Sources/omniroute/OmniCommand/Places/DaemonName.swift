/// The daemons: the five on a request's way, in its order, and the management API.
enum DaemonName: String, CaseIterable, Sendable {
    case ingress
    case translate
    case route
    case egress
    case logd
    /// Runs when somebody asks it something.
    case admin

    /// Those that run all the time.
    static let alwaysOn = allCases.filter { !$0.isOnDemand }

    /// Whether it runs only while somebody asks: its socket waits meanwhile.
    var isOnDemand: Bool { self == .admin }

    /// How far it gives way to the others: no request waits for logd.
    var niceness: CInt { self == .logd ? 5 : 0 }

    /// Name of the executable.
    var program: String { "omni-\(rawValue)" }

    /// The daemon called "route" or "omni-route".
    init?(argument: String) {
        self.init(rawValue: argument.hasPrefix("omni-") ? String(argument.dropFirst(5)) : argument)
    }
}
