import ArgumentParser

/// Which language a policy is read in and what lies beside it, for the verbs that review policies.
///
/// They name their folders themselves, and their `--strict` is about findings.
struct ReviewOptions: ParsableArguments {
    @Option(
        name: .customLong("runtime-dir"),
        help: ArgumentHelp("A folder of rules that hide files of the same name.", valueName: "folder"),
        completion: .directory)
    var runtimeDirectory: String?
    @Option(
        name: .customLong("legacy-dir"),
        help: ArgumentHelp("The folder of the old files that !compat-4.0 reads.", valueName: "folder"),
        completion: .directory)
    var legacyDirectory: String?
    @Flag(help: "Read the policy as Qubes R4.3 does, with its traps.")
    var compat = false
}
