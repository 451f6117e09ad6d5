internal import Configuration
internal import Dialects
internal import IPC

/// The operations on client keys: their secrets are made here, shown once and kept as hashes.
struct KeyResource {
    private let resource: SectionResource
    private let changes: ConfiguredChanges
    private let random: (Int) -> [UInt8]
    private let wallMicroseconds: () -> Int64

    /// Fields that say who shows the key; a change of them is a rotation, or another key.
    private static let identity = [
        "secret", "secret_env", "secret_file", "secret_sha256", "uid", "previous_sha256",
        "previous_until",
    ]

    init(
        _ changes: ConfiguredChanges, random: @escaping (Int) -> [UInt8],
        wallMicroseconds: @escaping () -> Int64
    ) {
        self.changes = changes
        self.random = random
        self.wallMicroseconds = wallMicroseconds
        resource = SectionResource(form: .keys, changes: changes)
    }

    var operations: [Operation] {
        [resource.list, add, resource.show, patch, resource.remove, rotate]
    }

    // MARK: Adding

    private var add: Operation {
        Operation(.post, "/api/keys", .write, query: ["only_if_none"]) { request, responder in
            do throws(APIError) {
                let intent = try adding(try request.object())
                guard try request.flag("only_if_none") else {
                    return changes.change(request, responder, "key.add", intent)
                }
                addFirst(request, responder, intent)
            } catch {
                responder.fail(error)
            }
        }
    }

    private func adding(_ body: DocumentValue) throws(APIError) -> ConfiguredChanges.Intent {
        guard !Self.identity.contains(where: { body[$0] != nil }) else {
            return try resource.adding(body)
        }
        let secret = ClientSecret(random)
        var body = body
        body["secret_sha256"] = .text(secret.hash)
        return try resource.adding(
            body, extra: [DocumentMember(name: "key", value: .text(secret.text))])
    }

    /// Adds one unless there is one, here or in route, which may have keys of an earlier version.
    private func addFirst(
        _ request: APIRequest, _ responder: Responder, _ intent: ConfiguredChanges.Intent
    ) {
        do throws(APIError) {
            // A mistake is told whether or not there is a key already.
            try Self.check(intent)
            guard try changes.keeper.document().names(in: .keys).isEmpty else {
                return Self.answerNone(responder)
            }
        } catch {
            return responder.fail(error)
        }
        changes.keeper.target.summary(within: LayerLimits.step) { result in
            switch result {
            case .failure(let failure): responder.fail(APIError(failure))
            case .success(let summary) where summary.keys > 0: Self.answerNone(responder)
            case .success:
                var first = intent
                first = ConfiguredChanges.Intent(subject: intent.subject) {
                    layers throws(APIError) in
                    // Somebody may have been faster while route was asked.
                    guard layers.entries(in: .keys).isEmpty else { return layers }
                    return try intent.make(layers)
                } answer: { outcome in
                    outcome.isUnchanged ? .done : intent.answer(outcome)
                }
                changes.change(request, responder, "key.add", first)
            }
        }
    }

    /// Reads the key by itself.
    private static func check(_ intent: ConfiguredChanges.Intent) throws(APIError) {
        let alone = try intent.make(ConfigurationLayers())
        do throws(ConfigurationErrors) {
            _ = try alone.merged().load()
        } catch {
            throw APIError(error)
        }
    }

    private static func answerNone(_ responder: Responder) {
        responder.changesNothing = true
        responder.answer(.done)
    }

    // MARK: Changing

    private var patch: Operation {
        changes.changing(.patch, resource.item, action: "key.change") {
            (request) throws(APIError) in
            let patch = try request.object()
            for field in Self.identity where patch[field] != nil {
                throw .invalidBody(
                    "The field \(field) cannot be changed; rotate the key, or make another one.",
                    path: field)
            }
            return try resource.patching(resource.name(request), patch)
        }
    }

    private var rotate: Operation {
        changes.changing(
            .post, "\(resource.item)/rotate", content: .optionalJSON, action: "key.rotate"
        ) { (request) throws(APIError) in
            let name = resource.name(request)
            let grace = try Self.grace(try request.objectOrNothing())
            let until = wallMicroseconds() / 1_000_000 + grace
            let secret = ClientSecret(random)
            return ConfiguredChanges.Intent(subject: name) { layers throws(APIError) in
                var key = try EntryForm.keys.own(name, in: layers)
                guard let former = key["secret_sha256"] else {
                    throw APIError(
                        .unprocessable, "no_secret", "This key has no secret that could be rotated."
                    )
                }
                key["secret_sha256"] = .text(secret.hash)
                key["previous_sha256"] = grace > 0 ? former : nil
                key["previous_until"] = grace > 0 ? .text(RFC3339.text(until)) : nil
                var next = layers
                next.api[.keys, name] = key
                return next
            } answer: { outcome in
                SectionResource.answer(
                    .keys, name, outcome, isNew: false,
                    extra: [DocumentMember(name: "key", value: .text(secret.text))])
            }
        }
    }

    /// Seconds for which the former secret is accepted: none, unless the body says so.
    private static func grace(_ body: DocumentValue) throws(APIError) -> Int64 {
        for member in body.members ?? [] where member.name != "grace" {
            throw .invalidBody("The body may have the field grace only.", path: "")
        }
        guard let grace = body["grace"] else { return 0 }
        guard let text = grace.text else {
            throw .invalidBody("The grace must be text.", path: "grace")
        }
        return try RotationGrace.seconds(text)
    }
}
