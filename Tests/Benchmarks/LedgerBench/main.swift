LedgerBench.run(CommandLine.arguments)
