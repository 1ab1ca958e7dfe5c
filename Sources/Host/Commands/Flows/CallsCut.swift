import ArgumentParser
import ManagerClient

struct CallsCut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cut", abstract: "End a call that is under way.",
        discussion: "Its caller is told that the call broke off; the service reads the end of its input.")

    @Argument(help: "The call's number.")
    var number: UInt64
    @OptionGroup var connection: ConnectionOptions

    func run() async throws { try await connection.connect().cutCall(number) }
}
