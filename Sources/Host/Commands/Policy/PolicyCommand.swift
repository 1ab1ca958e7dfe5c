import ArgumentParser

/// The verbs about the policy: what it says, whether it is right, and what follows from it.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, ask, compare and prove what the policy allows.",
        discussion: """
            The policy is read from the files, whatever the manager has in force. It is that of a configuration folder \
            (its policy.d, with the VMs of its vms.d), or any folder of .policy files, as /etc/qubes/policy.d.

            Exit status, if not told otherwise: 0 done; 1 something was found or failed; 2 the policy, the VMs or \
            another file could not be read; 64 wrong usage.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Rules",
                subcommands: [PolicyCheck.self, PolicyLint.self, PolicyFormat.self, PolicyShow.self, PolicyWorld.self]),
            CommandGroup(
                name: "Decision", subcommands: [PolicyEval.self, PolicyExplain.self, PolicyWhy.self, PolicyUsage.self]),
            CommandGroup(
                name: "Proof", subcommands: [PolicyDiff.self, PolicyTest.self, PolicyFlow.self, PolicyGraph.self]),
            CommandGroup(
                name: "Locked layer", subcommands: [PolicyKeygen.self, PolicySign.self, PolicyVerify.self]),
        ])
}
