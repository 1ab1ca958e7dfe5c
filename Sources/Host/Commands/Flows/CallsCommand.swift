import ArgumentParser

/// The verbs about calls that are under way.
struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "Show the calls between VMs that are under way, or end one.",
        discussion:
            "What was decided, and how calls ended, is in the audit log: 'bulkhead audit search --event call.'.",
        subcommands: [CallsList.self, CallsCut.self], defaultSubcommand: CallsList.self)
}
