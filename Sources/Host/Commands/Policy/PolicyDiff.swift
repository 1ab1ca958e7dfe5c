import ArgumentParser

struct PolicyDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show which calls two policies decide differently.")

    func run() throws {
        throw CommandFailure("'policy diff' is not built yet")
    }
}
