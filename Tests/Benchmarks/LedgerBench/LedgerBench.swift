// What the dashboard's questions cost when the ledger holds a year at 100,000 requests a day: milliseconds, the first time
// and again, by the clock on the wall and of the processor. Build it in release; prints a table, or JSON with `--json`.
//
// Arguments: days (365), requests a day (100,000), days with rows (90), folder (a new one below /tmp).
// `--spread N`: N times as many keys, and so sets of dimensions (1).
// The first two days with rows and the last three are written as the daemon writes them, rows and sums, and folded; those
// between have the rows of the second at other times. The days before have copies of folded sums, as days have whose rows
// retention has taken away. The folder is left behind, and taken as it is when it has a ledger already: at 100,000 requests a
// day it has some 4.1 GB.
import EventLoop
import Glibc
import IPC
import Logd

/// The program.
enum LedgerBench {
    static func run(_ arguments: [String]) {
        let asJSON = arguments.contains("--json")
        var plain = Array(arguments.dropFirst().filter { $0 != "--json" })
        var spread = 1
        if let option = plain.firstIndex(of: "--spread"), option + 1 < plain.count {
            spread = max(1, Int(plain[option + 1]) ?? 1)
            plain.removeSubrange(option...option + 1)
        }
        let numbers = plain.prefix(3).map { Int($0) ?? 0 }
        let shape = LedgerShape(
            days: numbers.count > 0 ? max(1, numbers[0]) : 365,
            requests: numbers.count > 1 ? max(1, numbers[1]) : 100_000,
            kept: numbers.count > 2 ? max(1, numbers[2]) : 90, spread: spread)
        let folder = plain.count > 3 ? plain[3] : "/tmp/omniroute-ledger-bench-\(getpid())"
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            print("\(folder) cannot be made: error \(errno)")
            exit(1)
        }
        do {
            let figures = try LedgerFigures(shape, folder, log: { if !asJSON { print($0) } })
            print(asJSON ? figures.json : figures.table)
        } catch {
            print("failed: \(error)")
            exit(1)
        }
    }
}
