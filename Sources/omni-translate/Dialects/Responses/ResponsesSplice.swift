internal import IPC
internal import JSON

/// The client's own bytes for a provider of the same dialect, changed only where they must be (facts: translation-matrix,
/// sections 5.8 and 13).
struct ResponsesSplice {
    private let source: RequestSource
    private let target: Target
    private let profile: ResponsesProfile
    private let tape: JSONTape
    private var splice = JSONSplice()
    private var seenIDs: Set<String> = []
    /// The item before was reasoning that had to go, so that its follower must lose the id that is bound to it.
    private var droppedReasoning = false

    /// Nil when the target needs the request to be written anew.
    static func request(
        _ source: RequestSource, _ facts: RequestFacts, _ target: Target
    ) -> EncodedRequest? {
        var splice = ResponsesSplice(source, target)
        return splice.run(facts)
    }

    private init(_ source: RequestSource, _ target: Target) {
        self.source = source
        self.target = target
        tape = source.tape
        profile = .named(target.profile)
    }

    private mutating func run(_ facts: RequestFacts) -> EncodedRequest? {
        let isCompact = source.endpoint == .compact
        guard source.endpoint != .countTokens else { return nil }
        guard fields(facts) else { return nil }
        var plan = AnswerPlan()
        plan.clientStreams = facts.stream
        plan.streams = !isCompact && (facts.stream || profile.streamsOnly)
        plan.includesUsage = true
        var headers = ResponsesPath.headers(streams: plan.streams)
        if profile.takesClientMetadata { headers += ResponsesPath.forwarded(source.headers) }
        return EncodedRequest(
            path: ResponsesPath.path(target, isCompact: isCompact), headers: headers,
            body: splice.segments(of: source.bytes.count), plan: plan)
    }

    // MARK: Fields

    /// Edits the top of the request; false when that is not enough.
    private mutating func fields(_ facts: RequestFacts) -> Bool {
        if target.model != facts.model { set("model", string: target.model) }
        for name in profile.refused { remove(name) }
        if !profile.takesClientMetadata { remove("client_metadata") }
        if source.endpoint != .compact {
            if profile.streamsOnly, !facts.stream { set("stream", "true") }
            if let store = profile.store { set("store", store ? "true" : "false") }
        }
        if profile.needsInstructions { needInstructions() }
        if profile.store == false, source.endpoint != .compact { includeEncrypted() }
        if let tiers = profile.serviceTiers, let tier = text("service_tier", of: tape.root),
            !tiers.contains(tier)
        {
            remove("service_tier")
        }
        guard tools() else { return false }
        return input()
    }

    private mutating func needInstructions() {
        let node = tape.member("instructions", of: tape.root, in: source.bytes.span.bytes)
        if node.map({ tape.isNull($0) }) ?? true { set("instructions", "\"\"") }
    }

    private mutating func includeEncrypted() {
        let wanted: [UInt8] = Array("\"reasoning.encrypted_content\"".utf8)
        let bytes = source.bytes
        let span = bytes.span.bytes
        guard let list = tape.member("include", of: tape.root, in: span), tape.kind(list) == .array
        else { return set("include", "[\"reasoning.encrypted_content\"]") }
        var cursor = tape.elements(of: list)
        while let element = tape.nextElement(&cursor) {
            if tape.equals(element, "reasoning.encrypted_content", in: span) { return }
        }
        splice.appendElement(wanted, to: list, on: tape)
    }

    private mutating func set(_ name: String, _ json: StaticString) {
        set(name, json.withUTF8Buffer { Array($0) })
    }

    private mutating func set(_ name: String, string: String) {
        var writer = JSONWriter()
        writer.string(string)
        set(name, writer.take())
    }

    private mutating func set(_ name: String, _ json: [UInt8]) {
        let bytes = source.bytes
        splice.setMember(name, to: json, of: tape.root, on: tape, in: bytes.span.bytes)
    }

    private mutating func remove(_ name: String) {
        let bytes = source.bytes
        splice.removeMember(name, of: tape.root, on: tape, in: bytes.span.bytes)
    }

    private func text(_ name: StaticString, of node: JSONTape.Node) -> String? {
        let bytes = source.bytes
        let span = bytes.span.bytes
        return tape.member(name, of: node, in: span).flatMap { tape.string($0, in: span) }
    }

    // MARK: Tools

    /// False when the provider lacks a kind of declaration.
    private func tools() -> Bool {
        guard !profile.hasNamespaces else { return true }
        let bytes = source.bytes
        let span = bytes.span.bytes
        guard let list = tape.member("tools", of: tape.root, in: span) else { return true }
        var cursor = tape.elements(of: list)
        while let tool = tape.nextElement(&cursor) {
            if let type = tape.member("type", of: tool, in: span),
                tape.equals(type, "namespace", in: span)
            {
                return false
            }
        }
        return true
    }

    // MARK: Items

    private mutating func input() -> Bool {
        let bytes = source.bytes
        let span = bytes.span.bytes
        guard let list = tape.member("input", of: tape.root, in: span), tape.kind(list) == .array
        else { return true }
        var cursor = tape.elements(of: list)
        while let item = tape.nextElement(&cursor) {
            guard self.item(item, list) else { return false }
        }
        return true
    }

    /// What the members of an item are that may have to change.
    private struct Members {
        var type: JSONTape.Node?
        var id: JSONTape.Node?
        var idName: JSONTape.Node?
        var callID: JSONTape.Node?
        var proof: JSONTape.Node?
        var role: JSONTape.Node?
        var content: JSONTape.Node?
        var hasNamespace = false
    }

    private func members(_ item: JSONTape.Node) -> Members {
        let bytes = source.bytes
        let span = bytes.span.bytes
        var found = Members()
        var cursor = tape.members(of: item)
        while let member = tape.nextMember(&cursor) {
            if tape.equals(member.name, "type", in: span) {
                found.type = member.value
            } else if tape.equals(member.name, "id", in: span) {
                found.id = member.value
                found.idName = member.name
            } else if tape.equals(member.name, "call_id", in: span) {
                found.callID = member.value
            } else if tape.equals(member.name, "encrypted_content", in: span) {
                found.proof = member.value
            } else if tape.equals(member.name, "role", in: span) {
                found.role = member.value
            } else if tape.equals(member.name, "content", in: span) {
                found.content = member.value
            } else if tape.equals(member.name, "namespace", in: span) {
                found.hasNamespace = tape.kind(member.value) == .string
            }
        }
        return found
    }

    /// Edits one item; false when the provider lacks its kind.
    private mutating func item(_ item: JSONTape.Node, _ list: JSONTape.Node) -> Bool {
        let bytes = source.bytes
        let span = bytes.span.bytes
        let members = members(item)
        let type = members.type.flatMap { tape.string($0, in: span) } ?? "message"
        if type == "additional_tools", !profile.hasAdditionalTools { return false }
        if members.hasNamespace, !profile.hasNamespaces { return false }
        let follows = droppedReasoning
        droppedReasoning = false
        if isGone(item, type, members, list) { return true }
        if let node = members.callID { shorten(node) }
        let isBound = follows && type != "reasoning"
        renameID(item, type, members, always: isBound)
        if type == "message" { message(members) }
        return true
    }

    /// Whether the item had to go, or is replaced as a whole.
    private mutating func isGone(
        _ item: JSONTape.Node, _ type: String, _ members: Members, _ list: JSONTape.Node
    ) -> Bool {
        let bytes = source.bytes
        let span = bytes.span.bytes
        if let node = members.id, let id = tape.string(node, in: span), !id.isEmpty,
            isRepeated(id, type, members)
        {
            splice.remove(item, of: list, on: tape)
            return true
        }
        guard let node = members.proof, let proof = tape.string(node, in: span) else {
            // Without a proof it is only a name for something that the provider was told not to keep (section 3).
            guard type == "reasoning", !ResponsesCodec.isStored(source) else { return false }
            droppedReasoning = true
            splice.remove(item, of: list, on: tape)
            return true
        }
        if type == "compaction" || type == "compaction_summary" {
            guard let summary = ResponsesCompact.summary(proof) else { return false }
            splice.replace(item, with: Self.message(summary), on: tape)
            return true
        }
        guard type == "reasoning" else { return false }
        return isUnusable(item, proof, node, members, list)
    }

    /// Reasoning of another maker goes; an envelope of the target's own family is opened.
    private mutating func isUnusable(
        _ item: JSONTape.Node, _ text: String, _ node: JSONTape.Node, _ members: Members,
        _ list: JSONTape.Node
    ) -> Bool {
        let id = members.id.flatMap { tape.string($0, in: source.bytes.span.bytes) }
        if let content = ProofEnvelope.open(text) {
            guard ProofEnvelope.fits(content.proof, target) else {
                droppedReasoning = true
                splice.remove(item, of: list, on: tape)
                return true
            }
            var writer = JSONWriter()
            writer.string(content.proof.value)
            splice.replace(node, with: writer.take(), on: tape)
            return false
        }
        // It is sealed to its id, which the provider would not take (pitfall 96).
        guard profile.checksItemIDs, let id, !ResponsesIDs.isLegal(id, "reasoning"), !text.isEmpty
        else { return false }
        droppedReasoning = true
        splice.remove(item, of: list, on: tape)
        return true
    }

    /// The second item of an id; a call that stood under another call's id loses only the id.
    private mutating func isRepeated(_ id: String, _ type: String, _ members: Members) -> Bool {
        guard !seenIDs.insert(id).inserted else { return false }
        guard let node = members.callID,
            let call = tape.string(node, in: source.bytes.span.bytes), type != "item_reference"
        else { return true }
        return !seenIDs.insert("\(id)\0\(call)").inserted
    }

    private mutating func shorten(_ node: JSONTape.Node) {
        // No id within the limit needs more than its bytes; most are looked at no further.
        guard tape.range(node).count - 2 > ResponsesIDs.longest,
            let id = tape.string(node, in: source.bytes.span.bytes)
        else { return }
        var writer = JSONWriter()
        writer.string(CallIDs.legal(id, .length(ResponsesIDs.longest)))
        splice.replace(node, with: writer.take(), on: tape)
    }

    /// An id that the provider would refuse is left out: it is not needed (pitfall 96).
    private mutating func renameID(
        _ item: JSONTape.Node, _ type: String, _ members: Members, always: Bool
    ) {
        guard let name = members.idName, let node = members.id, type != "item_reference",
            let id = tape.string(node, in: source.bytes.span.bytes)
        else { return }
        if always || profile.checksItemIDs && !ResponsesIDs.isLegal(id, type) {
            splice.remove(name, of: item, on: tape)
        }
    }

    private mutating func message(_ members: Members) {
        let bytes = source.bytes
        let span = bytes.span.bytes
        if profile.needsInstructions, let role = members.role,
            tape.equals(role, "system", in: span)
        {
            splice.replace(role, with: Array("\"developer\"".utf8), on: tape)
        }
        guard !profile.hasCacheBreakpoints, let content = members.content else { return }
        var parts = tape.elements(of: content)
        while let part = tape.nextElement(&parts) {
            var inner = tape.members(of: part)
            while let member = tape.nextMember(&inner) {
                if tape.equals(member.name, "prompt_cache_breakpoint", in: span) {
                    splice.remove(member.name, of: part, on: tape)
                }
            }
        }
    }

    /// A summary of ours as a message.
    private static func message(_ summary: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("type", "message")
            writer.member("role", "user")
            writer.name("content")
            writer.array { writer in
                writer.object { writer in
                    writer.member("type", "input_text")
                    writer.member("text", ResponsesCompact.introduction + summary)
                }
            }
        }
        return writer.take()
    }
}
