import ArgumentParser

struct PolicyLint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Find rules that can be used and were probably not meant.")

    func run() throws {
        throw CommandFailure("'policy lint' is not built yet")
    }
}
