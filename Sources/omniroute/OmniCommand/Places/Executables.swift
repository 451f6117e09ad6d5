internal import DaemonLife
internal import Glibc

/// Where the programs of this build are.
struct Executables {
    private let directories: [String]

    /// Next to this program, else `OMNI_LIBEXEC_DIR`, else `../libexec/omniroute`.
    init() {
        let own = SmallFile.link("/proc/self/exe") ?? "/usr/bin/omniroute"
        let bin = String(own.prefix(upTo: own.lastIndex(of: "/") ?? own.startIndex))
        directories = [bin, environment("OMNI_LIBEXEC_DIR"), "\(bin)/../libexec/omniroute"]
            .compactMap { $0 }
    }

    /// Path of a program; nil when it is in none of the places.
    func find(_ program: String) -> String? {
        directories.lazy.map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
    }

    /// Path of a program that must be there.
    func require(_ program: String) throws(CommandFailure) -> String {
        if let path = find(program) { return path }
        throw CommandFailure(
            .configuration,
            "\(program) is not in \(directories.joined(separator: ", ")); "
                + "set OMNI_LIBEXEC_DIR to the directory that holds it")
    }
}
