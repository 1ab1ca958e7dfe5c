import ArgumentParser
import LinuxIO
import PolicyFiles

struct PolicyKeygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen",
        abstract: "Make a pair of keys for the locked layer.",
        discussion: """
            FILE gets the private key, which signs and belongs on no host that it locks; FILE.pub gets the public one, \
            which 'locked_key' in [policy] of bulkhead.toml names. Files that are there already stay as they are.
            """)

    @Argument(help: "Where the private key goes.", completion: .file())
    var file: String
    @Option(
        name: .customLong("public"),
        help: ArgumentHelp("Where the public key goes (default: FILE.pub).", valueName: "file"),
        completion: .file())
    var publicFile: String?

    func run() throws {
        let key = LockedPrivateKey()
        let publicPath = publicFile ?? file + ".pub"
        do {
            try key.write(to: file, publicPath: publicPath)
        } catch {
            let isTaken = error.code == ErrorCode.exists
            throw CommandFailure(
                "cannot \(error)", advice: isTaken ? "name another file; a key that is there stays as it is" : "")
        }
        CurrentProcess.writeOutput("Key \(key.publicKey.identifier): private \(file), public \(publicPath)\n")
    }
}
