import ArgumentParser

struct PolicyEval: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "eval", abstract: "Decide a call.")

    @OptionGroup var options: PolicyOptions

    func run() throws {
        throw CommandFailure("'policy eval' is not built yet")
    }
}
