import Configuration
import IPC

@testable import Admin

/// route and egress as far as a configuration concerns them, with faults on demand.
final class FakeDaemons: ConfigurationTarget {
    /// A thing that they are asked.
    enum Step: String, CaseIterable {
        case summary, check, stage, apply, settle, revert, credentialChanged
    }

    /// How a step goes wrong.
    enum Fault: Equatable {
        /// The daemon says no.
        case refused
        /// It is not there.
        case absent
        /// It is not heard of in time, and has not done what it was asked.
        case unreachable
        /// It does what it is asked, and its answer is lost.
        case answerLost
        /// Nothing is ever heard of it again.
        case silent
    }

    /// What was asked, in order.
    var steps: [Step] = []
    /// Faults of the next times that a step comes.
    var faults: [Step: [Fault]] = [:]
    /// Answers wait in `held` until they are let go.
    var holds = false
    var held: [() -> Void] = []

    /// What route has.
    var route = RouteConfiguration()
    var routeGeneration: UInt64 = 1
    /// Connections and keys that route has besides, of an earlier version.
    var others = RouteSummary()
    /// What egress has, by connection, and the set of before while one is staged.
    var vault: [String: Credential] = [:]
    var before: [String: Credential]?
    /// Connections whose secret is said to have changed.
    var announced: [String] = []

    func summary(
        within: Duration, _ finish: @escaping (Result<RouteSummary, DaemonFailure>) -> Void
    ) {
        answer(.summary, finish) {
            .success(
                RouteSummary(
                    generation: self.routeGeneration,
                    connections: self.others.connections + UInt32(self.route.connections.count),
                    keys: self.others.keys + UInt32(self.route.keys.count)))
        }
    }

    func check(
        _ route: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        answer(.check, finish) {
            .success(ApplyResult(ok: true, generation: self.routeGeneration))
        }
    }

    func stage(
        _ vault: VaultApply, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        answer(.stage, finish) { self.take(vault) }
    }

    func apply(
        _ route: RouteConfiguration, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        answer(.apply, finish) {
            if route != self.route { self.routeGeneration += 1 }
            self.route = route
            return .success(ApplyResult(ok: true, generation: self.routeGeneration))
        }
    }

    func settle(
        revert: Bool, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        answer(revert ? .revert : .settle, finish) {
            if revert, let before = self.before { self.vault = before }
            self.before = nil
            return .success(ApplyResult(ok: true))
        }
    }

    func credentialChanged(
        connection: String, within: Duration,
        _ finish: @escaping (Result<ApplyResult, DaemonFailure>) -> Void
    ) {
        answer(.credentialChanged, finish) {
            self.announced.append(connection)
            return .success(ApplyResult(ok: true))
        }
    }

    /// Lets the oldest held answer go.
    func release() {
        guard !held.isEmpty else { return }
        held.removeFirst()()
    }

    private func take(_ set: VaultApply) -> Result<ApplyResult, DaemonFailure> {
        var next: [String: Credential] = [:]
        var changed: [String] = []
        for given in set.credentials {
            var credential = given
            let kept = vault[given.connectionID]
            if given.keepSecret {
                guard let kept, kept.origin == given.origin, kept.place == given.place else {
                    return .failure(
                        .refused(
                            daemon: "omni-egress",
                            reason: "connection \(given.connectionID): no secret is kept"))
                }
                credential.secret = kept.secret
                credential.keepSecret = false
            } else if let kept, kept.secret != given.secret {
                changed.append(given.connectionID)
            }
            next[given.connectionID] = credential
        }
        before = before ?? vault
        vault = next
        return .success(ApplyResult(ok: true, changed: changed))
    }

    private func answer<Answer>(
        _ step: Step, _ finish: @escaping (Result<Answer, DaemonFailure>) -> Void,
        _ body: @escaping () -> Result<Answer, DaemonFailure>
    ) {
        let run = { [self] in
            steps.append(step)
            let fault = faults[step]?.isEmpty == false ? faults[step]?.removeFirst() : nil
            switch fault {
            case nil: finish(body())
            case .refused: finish(.failure(.refused(daemon: "omni-x", reason: "it says no")))
            case .absent: finish(.failure(.absent(daemon: "omni-x")))
            case .unreachable:
                finish(.failure(.unreachable(daemon: "omni-x", reason: "it does not answer")))
            case .answerLost:
                _ = body()
                finish(.failure(.unreachable(daemon: "omni-x", reason: "it went away")))
            case .silent: _ = body()
            }
        }
        if holds { held.append(run) } else { run() }
    }
}
