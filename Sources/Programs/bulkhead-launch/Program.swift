import Jail

/// Exit status: 1 the jail could not be made, 64 bad usage (sysexits); else it becomes the jail.
@main
struct Program {
    static func main() { LauncherProgram.run(Array(CommandLine.arguments.dropFirst())) }
}
