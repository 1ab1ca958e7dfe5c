import ArgumentParser

struct PolicyFlow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow", abstract: "Show how data can get from one VM to another.")

    func run() throws {
        throw CommandFailure("'policy flow' is not built yet")
    }
}
