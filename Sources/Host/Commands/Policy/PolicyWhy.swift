import ArgumentParser

struct PolicyWhy: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Show why the last calls were denied.")

    @OptionGroup var options: PolicyOptions

    func run() throws {
        throw CommandFailure("'policy why' is not built yet")
    }
}
