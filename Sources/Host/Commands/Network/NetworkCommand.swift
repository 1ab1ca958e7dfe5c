import ArgumentParser

/// The verbs about the network.
struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Show the links between VMs and their netvms.",
        discussion: """
            A link is open when the policy allows 'bulkhead.Network' from the VM to its netvm and both are ready for \
            it. How links changed is in the audit log: 'bulkhead audit search --event link'.
            """,
        subcommands: [NetworkList.self], defaultSubcommand: NetworkList.self)
}
