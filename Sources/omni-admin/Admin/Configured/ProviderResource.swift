internal import Configuration
internal import IPC
internal import JSON

/// The operations on providers: those of the catalogue are shown, one's own are changed.
struct ProviderResource {
    private let resource: SectionResource
    private let changes: ConfiguredChanges

    init(_ changes: ConfiguredChanges) {
        self.changes = changes
        resource = SectionResource(form: .providers, changes: changes)
    }

    var operations: [Operation] {
        [list, resource.add, show]
            + [resource.replace, resource.patch, resource.remove].map(guarded)
    }

    private var list: Operation {
        changes.reading("/api/providers") { (_, held) throws(APIError) in
            .json { writer in
                writer.object { object in
                    object.name("data")
                    object.array { list in
                        for entry in held.layers.entries(in: .providers) {
                            EntryForm.providers.write(
                                &list, entry.name, entry.value, entry.owner.rawValue)
                        }
                        for entry in Catalogue.entries {
                            CatalogueForm.write(&list, entry, hasModels: false)
                        }
                    }
                }
            }
        }
    }

    private var show: Operation {
        changes.reading(resource.item) { (request, held) throws(APIError) in
            let name = resource.name(request)
            guard held.layers.owner(of: name, in: .providers) == nil,
                let entry = Catalogue.entry(name)
            else { return try EntryForm.providers.answer(name, in: held.layers) }
            return .json { CatalogueForm.write(&$0, entry, hasModels: true) }
        }
    }

    /// The catalogue's own entries are not changed here.
    private func guarded(_ operation: Operation) -> Operation {
        Operation(
            operation.method, operation.template, operation.scope, content: operation.content
        ) { request, responder in
            guard Catalogue.entry(resource.name(request)) == nil else {
                return responder.fail(
                    APIError(
                        .conflict, "part_of_catalogue",
                        "This provider is part of the catalogue; give your own another id."))
            }
            operation.run(request, responder)
        }
    }
}

/// How a provider of the catalogue looks in the API.
enum CatalogueForm {
    /// Writes one, with the same field names as one's own has.
    static func write(_ writer: inout JSONWriter, _ entry: CatalogueEntry, hasModels: Bool) {
        writer.object { object in
            object.member("id", entry.id)
            object.member("title", entry.title)
            if entry.dialect != .none {
                object.member("dialect", entry.dialect.word.description)
            }
            if let address = entry.baseURL { object.member("base_url", address) }
            if let tier = name(of: entry.tier) { object.member("tier", tier) }
            object.name("aliases")
            object.array { list in
                for alias in entry.aliases { list.string(alias) }
            }
            object.member("kind", entry.kind.rawValue)
            object.member("sign_in_only", entry.isSignInOnly)
            if hasModels {
                object.name("models")
                object.array { list in
                    for model in entry.models { list.string(model.name) }
                }
            }
            object.member("managed_by", "catalogue")
        }
    }

    /// A tier as the configuration names it; nil for none.
    private static func name(of tier: Tier) -> String? {
        switch tier {
        case .none: nil
        case .subscription: "subscription"
        case .apiKey: "api-key"
        case .cheap: "cheap"
        case .free: "free"
        }
    }
}
