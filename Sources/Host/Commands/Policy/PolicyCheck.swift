import ArgumentParser

struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the policy without using it.")

    @OptionGroup var options: PolicyOptions

    func run() throws {
        throw CommandFailure("'policy check' is not built yet")
    }
}
