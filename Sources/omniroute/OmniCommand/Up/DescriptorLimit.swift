internal import Glibc

/// The bound on open descriptors (getrlimit(2)), which children inherit.
enum DescriptorLimit {
    /// As many as the units allow; the usual soft limit of 1024 is too low for a gateway.
    static let wanted: UInt = 65_536

    /// Raises the soft limit as far as the hard one lets it; what it is then.
    @discardableResult
    static func raise() -> UInt {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        guard limit.rlim_cur < wanted else { return limit.rlim_cur }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        return setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
            ? limit.rlim_cur : 0
    }
}
