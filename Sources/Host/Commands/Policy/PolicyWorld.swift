import ArgumentParser
import LinuxIO
import PolicyFiles
import WorldFiles

struct PolicyWorld: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "world", abstract: "Print the VMs as the policy sees them.",
        discussion: """
            The output is a file for --system-info and for 'world' lines of assertions: change it to see what the policy \
            would say of other VMs.
            """)

    @Argument(help: "The folder of the configuration.", completion: .directory)
    var folder: String?
    @OptionGroup var options: PolicyOptions

    func run() throws {
        CurrentProcess.writeOutput(WorldFile.text(of: try options.load(folder).world()))
    }
}
