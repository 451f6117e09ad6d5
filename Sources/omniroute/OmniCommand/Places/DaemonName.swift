/// The five daemons, in the order of a request's way.
enum DaemonName: String, CaseIterable, Sendable {
    case ingress
    case translate
    case route
    case egress
    case logd

    /// Name of the executable.
    var program: String { "omni-\(rawValue)" }

    /// The daemon called "route" or "omni-route".
    init?(argument: String) {
        self.init(rawValue: argument.hasPrefix("omni-") ? String(argument.dropFirst(5)) : argument)
    }
}
