internal import Configuration
internal import JSON

/// The operations on one section of the configuration: list, add, show, replace, change, remove.
struct SectionResource {
    let form: EntryForm
    let changes: ConfiguredChanges

    private var collection: String { "/api/\(form.path)" }
    /// The path of one entry.
    var item: String { "\(collection)/{\(Self.parameter(of: form))}" }

    /// What an entry's name is called in paths.
    static func parameter(of form: EntryForm) -> String {
        form.section.nameField == nil ? form.nameField : "name"
    }

    /// The name in a request's path.
    func name(_ request: APIRequest) -> String { request.parameter(Self.parameter(of: form)) }

    var list: Operation {
        changes.reading(collection) { (_, held) throws(APIError) in form.list(held.layers) }
    }

    var show: Operation {
        changes.reading(item) { (request, held) throws(APIError) in
            try form.answer(name(request), in: held.layers)
        }
    }

    var add: Operation {
        changes.changing(.post, collection, action: "\(form.noun).add") {
            (request) throws(APIError) in try adding(try request.object())
        }
    }

    var replace: Operation {
        changes.changing(.put, item, action: "\(form.noun).replace") {
            (request) throws(APIError) in
            let name = name(request)
            try form.checkNew(name)
            let value = try form.value(try request.object(), named: name)
            return ConfiguredChanges.Intent(subject: name) { layers throws(APIError) in
                guard layers.file[form.section, name] == nil else {
                    throw .managedByFile("\(form.section.rawValue)/\(name)")
                }
                var next = layers
                next.api[form.section, name] = value
                return next
            } answer: { outcome in
                let isNew = outcome.changes.contains { $0.kind == .added }
                return Self.answer(form, name, outcome, isNew: isNew)
            }
        }
    }

    var patch: Operation {
        changes.changing(.patch, item, action: "\(form.noun).change") {
            (request) throws(APIError) in
            try patching(name(request), try request.object())
        }
    }

    var remove: Operation {
        changes.changing(.delete, item, action: "\(form.noun).remove") {
            (request) throws(APIError) in
            let name = name(request)
            return ConfiguredChanges.Intent(subject: name) { layers throws(APIError) in
                // Only to find out whether it is there, and whose it is.
                _ = try form.own(name, in: layers)
                var next = layers
                next.api[form.section, name] = nil
                return next
            } answer: { _ in
                .done
            }
        }
    }

    // MARK: Parts of other operations

    /// What adds the entry that a body describes; `extra` goes into the answer.
    func adding(
        _ body: DocumentValue, extra: [DocumentMember] = []
    ) throws(APIError) -> ConfiguredChanges.Intent {
        guard let name = body[form.nameField]?.text, !name.isEmpty else {
            throw .invalidBody(
                "The body needs the field \(form.nameField), which is text.", path: form.nameField)
        }
        try form.checkNew(name)
        let value = try form.value(body, named: name)
        return ConfiguredChanges.Intent(subject: name) { layers throws(APIError) in
            if let owner = layers.owner(of: name, in: form.section) {
                throw APIError(
                    .conflict, "already_exists",
                    "There is a \(form.noun) of that name already.",
                    details: [
                        APIError.Detail(
                            path: "\(form.section.rawValue)/\(name)",
                            message: "managed by \(owner.rawValue)")
                    ])
            }
            var next = layers
            next.api[form.section, name] = value
            return next
        } answer: { outcome in
            Self.answer(form, name, outcome, isNew: true, extra: extra)
        }
    }

    /// What changes parts of an entry.
    func patching(
        _ name: String, _ patch: DocumentValue
    ) throws(APIError) -> ConfiguredChanges.Intent {
        try form.checkName(patch, name)
        return ConfiguredChanges.Intent(subject: name) { layers throws(APIError) in
            var next = layers
            let own = try form.own(name, in: layers)
            next.api[form.section, name] = MergePatch.apply(patch, to: own)
            return next
        } answer: { outcome in
            Self.answer(form, name, outcome, isNew: false)
        }
    }

    /// The answer with an entry that has been changed.
    static func answer(
        _ form: EntryForm, _ name: String, _ outcome: LayerOutcome, isNew: Bool,
        extra: [DocumentMember] = []
    ) -> APIAnswer {
        do throws(APIError) {
            let answer = try form.answer(
                name, in: outcome.layers, status: isNew ? 201 : 200
            ) { object in
                for member in extra {
                    object.name(text: member.name)
                    object.raw(member.value.json())
                }
            }
            return isNew ? answer.located(at: form.location(of: name)) : answer
        } catch {
            return error.answer
        }
    }
}
