internal import Crypto
internal import IPC

/// A request that may go out: checked, and with the credential it is sent with.
struct OutgoingRequest {
    let message: EgressRequest
    let credential: StoredCredential
    private var droppedNames: [String] = []

    /// Checks a request against the credential of its connection.
    ///
    /// - Throws: `.credential` when the URL is not of the credential's origin, `.refused` when the request itself is not
    ///   one that we send.
    init(_ message: EgressRequest, credential: StoredCredential) throws(TransferFailure) {
        let origin: Origin
        do throws(Origin.Failure) {
            origin = try Origin(url: message.url)
        } catch {
            throw TransferFailure(.refused, "\(error)")
        }
        guard origin == credential.origin else {
            throw TransferFailure(
                .credential, "the credential is bound to another origin than \(origin.authority)")
        }
        guard message.method.utf8.count <= 16, HeaderRules.isToken(message.method) else {
            throw TransferFailure(.refused, "the method is not one")
        }
        self.message = message
        self.credential = credential
        if credential.place == .header { droppedNames.append(credential.headerName) }
        for header in message.headers where header.name == "connection" {
            droppedNames += HeaderRules.connectionOptions(header.value)
        }
    }

    /// What hides the secret that the request carries from whoever gets the answer.
    var mask: SecretMask {
        let isSent = credential.place != .none
        let isLong = credential.secret.count >= Limits.maskedSecretBytes
        return SecretMask(isSent && isLong ? credential.secret : nil)
    }

    /// Writes the header lines, the credential's included, into `block`.
    ///
    /// - Throws: `.refused` when a header could begin another one, or all together are too long.
    func write(to block: HeaderBlock, hasBody: Bool) throws(TransferFailure) {
        block.clear()
        var namesContent = false
        for header in message.headers {
            let verdict = HeaderRules.request(
                name: header.name, value: header.value, alsoDropped: droppedNames)
            switch verdict {
            case .drop: continue
            case .refuse:
                throw TransferFailure(.refused, "a header has a byte that it may not have")
            case .pass: block.append(name: header.name, value: header.value)
            }
            if header.name == "content-type" { namesContent = true }
            guard block.count <= Limits.requestHeadBytes else {
                throw TransferFailure(
                    .refused, "the headers have more than \(Limits.requestHeadBytes) bytes")
            }
        }
        switch credential.place {
        case .none: break
        case .bearer:
            block.append(name: "authorization", prefix: "Bearer ", secret: credential.secret)
        case .header:
            block.append(name: credential.headerName, prefix: "", secret: credential.secret)
        }
        if hasBody {
            block.suppress("expect")
            // curl would call it a form.
            if !namesContent { block.suppress("content-type") }
        }
    }
}

extension TransferFailure: Error {}
