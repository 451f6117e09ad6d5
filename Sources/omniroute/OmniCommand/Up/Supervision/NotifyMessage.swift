/// One message of a service to its manager (sd_notify(3)): the assignments that matter here.
struct NotifyMessage: Equatable {
    /// READY=1.
    var isReady = false
    /// WATCHDOG=1.
    var isAlive = false
    /// MAINPID=.
    var mainProcess: Int32?
    /// STATUS=.
    var status: String?

    /// Reads lines of NAME=value; what is unknown or malformed is passed over, as systemd does.
    init(_ text: String) {
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "=") else { continue }
            let value = line[line.index(after: equals)...]
            switch line[..<equals] {
            case "READY": isReady = value == "1"
            case "WATCHDOG": isAlive = value == "1"
            case "MAINPID": mainProcess = Int32(value).flatMap { $0 > 0 ? $0 : nil }
            case "STATUS": status = String(value)
            default: break
            }
        }
    }
}
