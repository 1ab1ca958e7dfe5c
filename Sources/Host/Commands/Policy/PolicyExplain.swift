import ArgumentParser

struct PolicyExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Show every rule that was considered for a call, and why it did not match.")

    func run() throws {
        throw CommandFailure("'policy explain' is not built yet")
    }
}
