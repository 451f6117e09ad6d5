internal import IPC
internal import JSON

/// What trying a connection has shown.
struct TrialVerdict: Equatable {
    /// What was asked last.
    enum Method: String {
        /// The list of models.
        case models
        /// An answer of one token.
        case chat
    }

    /// What it means.
    enum Diagnosis: String {
        /// It works.
        case ok
        /// The credential was accepted, but the call itself was not.
        case accepted
        /// The credential was refused.
        case invalidCredential = "invalid_credential"
        /// There is no such endpoint or model.
        case unsupported
        /// The provider is there and fails.
        case unavailable
        /// No model is known to ask, and the list of models shows nothing.
        case noModel = "no_model"
        /// There is no credential of that connection, or it may not go there.
        case noCredential = "no_credential"
        /// The provider's name is not known.
        case dns
        /// No connection, by the proxy or without.
        case connect
        /// No secure connection.
        case tls
        /// The provider was silent.
        case timeout
        /// The answer broke off or was none.
        case broken
        /// The system does not allow the address.
        case denied
        /// The request is not one that is sent.
        case refused

        /// Whether the connection can be used, as far as can be told.
        var isValid: Bool { self == .ok || self == .accepted }
    }

    var method: Method
    var diagnosis: Diagnosis
    /// The provider's status; nil without an answer.
    var status: UInt32?
    var milliseconds: UInt64
    /// For people.
    var message: String

    /// The answer of the API.
    var answer: APIAnswer {
        .json { writer in
            writer.object { object in
                object.member("valid", diagnosis.isValid)
                object.name("status")
                if let status { object.int(status) } else { object.null() }
                object.member("latency_ms", milliseconds)
                object.member("method", method.rawValue)
                object.name("diagnosis")
                object.object { diagnosis in
                    diagnosis.member("code", self.diagnosis.rawValue)
                    diagnosis.member("message", message)
                }
            }
        }
    }
}

extension TrialVerdict.Diagnosis {
    /// What a call without an answer shows; nil when it is egress itself that failed.
    init?(_ code: ResetCode) {
        switch code {
        case .credential: self = .noCredential
        case .upstreamDNS: self = .dns
        case .upstreamConnect: self = .connect
        case .upstreamTLS: self = .tls
        case .upstreamFirstByte, .upstreamIdle, .upstreamTotal: self = .timeout
        case .upstreamBroken: self = .broken
        case .upstreamDenied: self = .denied
        case .refused: self = .refused
        case .unknown, .cancelled, .overloaded, .deadline, .protocol, .peerGone, .internal,
            .draining:
            return nil
        }
    }

    /// Whether another call could fare better than one that had no answer.
    var isWorthAnotherCall: Bool { self == .timeout || self == .broken }
}
