import ArgumentParser

struct PolicyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Check the assertions of a configuration.")

    func run() throws {
        throw CommandFailure("'policy test' is not built yet")
    }
}
