internal import DaemonLife
internal import EventLoop
internal import Logging

extension TranslateService {
    /// Whoever is being answered is told that it ends here, and what was used is reported, as where egress is lost; what
    /// has not begun goes back to ingress.
    func endNow() {
        for exchange in underWay { exchange.endWithProcess() }
        _ = reactor.after(Limits.lastReading) { [weak self] in self?.cutOffRest() }
    }

    /// Those that do not read get no more: how their requests ended must be told while there is somebody to tell it.
    private func cutOffRest() {
        for exchange in underWay { exchange.cutOffWithProcess() }
    }

    func stop() {
        guard reports.count > 0 else { return }
        daemon.log.error(
            "reports are lost, route did not take them", metadata: ["reports": "\(reports.count)"])
    }
}
