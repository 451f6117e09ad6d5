import ArgumentParser
import Testing

@testable import OmniCommand

/// Arguments of commands.
@Suite struct CommandTests {
    private func parse<Command>(_ type: Command.Type, _ arguments: String...) throws -> Command {
        try #require(try OmniRoute.parseAsRoot(arguments) as? Command)
    }

    @Test func nounsAloneList() throws {
        #expect(
            try parse(ConnectionListCommand.self, "connections", "--json").output.format == .jsonl)
        #expect(try parse(ListResource<ComboResource>.self, "combos").output.format == .table)
        #expect(
            try parse(ListResource<KeyResource>.self, "keys", "-o", "yaml").output.format == .yaml)
        _ = try parse(ListResource<QuotaResource>.self, "quota")
        _ = try parse(ListResource<ModelResource>.self, "models", "list")
        _ = try parse(BudgetStateCommand.self, "budget")
        _ = try parse(CacheStatisticsCommand.self, "cache")
        _ = try parse(SettingsListCommand.self, "settings")
    }

    @Test func verbsTakeNamesAndFields() throws {
        let add = try parse(
            ConnectionAddCommand.self, "connections", "add", "work", "provider=openai",
            "limits.concurrency=4", "--key-env", "KEY", "--data-dir", "/d")
        #expect(add.name == "work")
        #expect(add.fields.fields == ["provider=openai", "limits.concurrency=4"])
        #expect(add.secret.keyEnv == "KEY")
        #expect(add.places.dataDirectory == "/d")
        let create = try parse(
            CreateResource<ComboResource>.self, "combos", "create", "c", "models[]=a/b")
        #expect(create.fields.fields == ["models[]=a/b"])
        let remove = try parse(RemoveResource<KeyResource>.self, "keys", "revoke", "a", "b")
        #expect(remove.names == ["a", "b"])
        let rotate = try parse(KeyRotateCommand.self, "keys", "rotate", "a", "--grace", "24h")
        #expect(rotate.grace == "24h")
        _ = try parse(
            SwitchResource<ConnectionResource, SwitchOff>.self, "connections", "disable", "a")
        let alias = try parse(AliasSetCommand.self, "aliases", "set", "fast", "work/m")
        #expect(alias.name == "fast" && alias.model == "work/m")
    }

    @Test func configurationAsAWhole() throws {
        let apply = try parse(ApplyCommand.self, "apply", "f.yaml", "--dry-run", "-y")
        #expect(apply.file == "f.yaml" && apply.options.dryRun && apply.options.yes)
        let export = try parse(ExportCommand.self, "export", "--layer", "api", "-o", "x.yaml")
        #expect(export.layer == .api && export.output == "x.yaml")
        #expect(try parse(ImportCommand.self, "import", "f", "--replace").replace)
        let backup = try parse(BackupCreateCommand.self, "backup", "create", "--with-key")
        #expect(backup.withKey && backup.output == nil && !backup.force)
        let api = try parse(APICommand.self, "api", "PATCH", "/api/settings", "-f", "a=1")
        #expect(api.fields == ["a=1"])
    }

    @Test(arguments: [
        ["connections", "add"], ["connections", "test"], ["connections", "test", "a", "--all"],
        ["connections", "add", "a", "--key-stdin", "--key-env", "K"], ["keys", "remove", "a"],
        ["api", "GET", "/v1/models"], ["api", "GET", "/api/x", "-f", "a=1", "--input", "f"],
        ["combos", "--json", "-o", "yaml"], ["export", "--layer", "both"], ["backup", "show"],
        ["first-key", "x"], ["restore"],
    ])
    func nonsenseIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { _ = try OmniRoute.parseAsRoot(arguments) }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) throws {
        let known = try #require(CompletionShell(rawValue: shell))
        let script = OmniRoute.completionScript(for: known)
        #expect(script.contains("connections") && script.contains("management-keys"))
    }

    @Test func completionAsksWhereTheCommandWould() {
        let options = LiveNames.options(["omniroute", "--socket-dir=/s", "--data-dir", "/d", "x"])
        #expect(options.dataDirectory == "/d" && options.socketDirectory == "/s")
        #expect(LiveNames.options(["omniroute", "--data-dir"]).dataDirectory == nil)
    }

    @Test func everyCommandExplainsItself() throws {
        try explain(OmniRoute.self)
    }

    private func explain(_ command: any ParsableCommand.Type) throws {
        let configuration = command.configuration
        #expect(!configuration.abstract.isEmpty, "\(command)")
        for line in command.helpMessage(columns: 100).split(separator: "\n") {
            // What a usage line holds is not broken into several.
            #expect(line.count <= 130 || line.hasPrefix("USAGE:"), "\(command): \(line)")
        }
        for inner in configuration.subcommands { try explain(inner) }
    }

    @Test func listenersAreFoundWithoutConnecting() {
        let table = """
            Num       RefCount Protocol Flags    Type St Inode Path
            0000000000000000: 00000002 00000000 00010000 0001 01 12345 /run/omniroute/admin.sock
            0000000000000000: 00000003 00000000 00000000 0001 03 12346 /run/omniroute/route.sock
            0000000000000000: 00000002 00000000 00010000 0001 01 12347 /tmp/with space
            0000000000000000: 00000002 00000000 00010000 0001 01 12348
            """
        #expect(
            UnixSockets.listening(in: table) == ["/run/omniroute/admin.sock", "/tmp/with space"])
    }

    @Test func onDemandDaemonsAreNotAsked() {
        #expect(DaemonName.alwaysOn == [.ingress, .translate, .route, .egress, .logd])
        #expect(DaemonName.admin.isOnDemand)
        #expect(
            OnDemandReport(daemon: .admin, isListening: true).line
                == "admin: starts when it is asked")
    }

    @Test(arguments: [
        (["conections"], "omniroute connections"),
        (["connections", "enabel"], "omniroute connections enable"),
        (["keys", "--json", "rotat", "a"], "omniroute keys rotate"),
        (["stauts", "-x"], "omniroute status"),
    ])
    func misspeltCommandsAreGuessed(arguments: [String], meant: String) {
        #expect(CommandNames.hint(arguments)?.hasSuffix("did you mean \"\(meant)\"?") == true)
    }

    @Test(arguments: [
        ["connections", "show", "shwo"], ["status", "--bogus"], [], ["help", "status"],
        // It may be the option's value.
        ["keys", "-o", "zzzzzz"], ["--data-dir", "/zzzzzz"],
    ])
    func othersAreNot(arguments: [String]) {
        #expect(CommandNames.hint(arguments) == nil)
    }

    @Test(arguments: [
        (["zzzzzz"], "omniroute --help"), (["keys", "zzzzzz", "--json"], "omniroute keys --help"),
        (["help", "zzzzzz"], "omniroute --help"),
    ])
    func unknownCommandsAreNamed(arguments: [String], help: String) {
        #expect(
            CommandNames.hint(arguments)
                == "there is no command \"zzzzzz\"; \"\(help)\" lists those that there are")
    }

    @Test func tracesAreOfPeersThatThereAre() throws {
        func peer(_ name: String) throws -> String {
            try parse(TraceCommand.self, "trace", "ingress", "--peer", name).peerName()
        }
        #expect(try peer("translate") == "translate")
        // Some daemons know it with its prefix and some without; the short name fits both.
        #expect(try peer("omni-translate") == "translate")
        #expect(try peer("omniroute") == "omniroute")
        let error = try #require(throws: CommandFailure.self) { _ = try peer("bogus") }
        #expect(error.status == 64 && error.message.contains("\"bogus\"; one of ingress,"))
    }

    @Test func aDashIsStandardOutput() throws {
        let export = try parse(LogsExportCommand.self, "logs", "export", "-o", "-")
        #expect(export.file == nil)
        #expect(try parse(LogsExportCommand.self, "logs", "export", "-o", "a").file == "a")
        // A backup is read again before it counts as made.
        let error = try #require(throws: (any Error).self) {
            _ = try OmniRoute.parseAsRoot(["backup", "create", "-o", "-"])
        }
        #expect(OmniRoute.exitCode(for: error).rawValue == 64)
    }
}
