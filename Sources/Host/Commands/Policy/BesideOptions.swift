import ArgumentParser

/// The folders beside a policy that Qubes has at fixed places.
struct BesideOptions: ParsableArguments {
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
}
