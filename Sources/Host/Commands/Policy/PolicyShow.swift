import ArgumentParser

struct PolicyShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the rules in force, in the order in which they are asked.")

    @OptionGroup var options: PolicyOptions

    func run() throws {
        throw CommandFailure("'policy show' is not built yet")
    }
}
