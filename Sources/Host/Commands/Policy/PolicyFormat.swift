import ArgumentParser

struct PolicyFormat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt", abstract: "Write policy files in the usual layout.")

    @OptionGroup var options: PolicyOptions

    func run() throws {
        throw CommandFailure("'policy fmt' is not built yet")
    }
}
