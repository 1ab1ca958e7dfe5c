import ArgumentParser
import ManagerClient

/// Which VMs a verb is for.
struct SelectionOptions: ParsableArguments {
    @Argument(help: "Names of VMs.", completion: .machines)
    var names: [String] = []

    @Flag(help: "All VMs that this can be done with.")
    var all = false

    @Option(help: ArgumentHelp("With --all: not this VM (may be repeated).", valueName: "name"), completion: .machines)
    var exclude: [String] = []

    func validate() throws {
        if all != names.isEmpty {
            throw ValidationError(all ? "Name VMs or use --all, not both." : "Name at least one VM, or use --all.")
        }
        if !all, !exclude.isEmpty { throw ValidationError("--exclude goes with --all.") }
    }

    /// The names, each once, in the order given; with `--all` those of the VMs that `isEligible` accepts.
    func resolve(
        _ manager: ManagerConnection, _ isEligible: (MachineSnapshot) -> Bool
    ) async throws(ManagerError) -> [String] {
        if all {
            return try await manager.machines().filter { isEligible($0) && !exclude.contains($0.name) }.map(\.name)
        }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension CompletionKind {
    /// The names of the VMs, asked of the manager.
    static var machines: CompletionKind { .shellCommand("bulkhead complete-names 2>/dev/null") }
}
