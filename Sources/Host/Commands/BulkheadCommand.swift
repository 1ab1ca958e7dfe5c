import ArgumentParser

/// The root of all verbs.
struct BulkheadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bulkhead",
        abstract: "Compartments in virtual machines: start, stop, look into and use them.",
        discussion: """
            Exit status: 0 done; 1 failed, or failed with any of several VMs; 64 wrong usage. 'run' exits with the \
            status of its command, 128 + N when signal N ended it, 126 when the manager did not allow it, and 125 \
            when the command could not be run.

            Environment: BULKHEAD_BUS and BULKHEAD_RUN as --bus and --run-directory; NO_COLOR for no colours.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Manager", subcommands: [Up.self, Down.self, Reload.self, Status.self, Check.self]),
            CommandGroup(name: "Information", subcommands: [List.self, Show.self, Logs.self]),
            CommandGroup(
                name: "Power",
                subcommands: [Start.self, Shutdown.self, Kill.self, Restart.self, Pause.self, Unpause.self]),
            CommandGroup(name: "Use", subcommands: [Run.self, Console.self]),
            CommandGroup(
                name: "Between VMs",
                subcommands: [
                    CallsCommand.self, AsksCommand.self, AnswerCommand.self, AnswersCommand.self, ClipCommand.self,
                    NetworkCommand.self,
                ]),
            CommandGroup(name: "Policy", subcommands: [PolicyCommand.self, AuditCommand.self]),
            CommandGroup(name: "Shell", subcommands: [Completions.self, CompleteNames.self]),
        ])
}
