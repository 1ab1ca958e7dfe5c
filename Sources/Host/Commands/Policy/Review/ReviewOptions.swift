import ArgumentParser

/// Which language a policy is read in and what lies beside it, for the verbs that review policies.
///
/// They name their folders themselves, and their `--strict` is about findings.
struct ReviewOptions: ParsableArguments {
    @Option(
        name: [.customLong("world"), .customLong("system-info")],
        help: ArgumentHelp("The VMs, as a file of JSON like that of Qubes' internal.GetSystemInfo.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var world: String?
    @OptionGroup var beside: BesideOptions
    @Flag(help: "Read the policy as Qubes R4.3 does, with its traps.")
    var compat = false
}
