import ArgumentParser

struct PolicyGraph: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draw which VMs may call which.")

    func run() throws {
        throw CommandFailure("'policy graph' is not built yet")
    }
}
