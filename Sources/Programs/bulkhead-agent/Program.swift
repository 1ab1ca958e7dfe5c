import Agent

/// PID 1 of a guest.
@main
struct Program {
    static func main() { AgentProgram.run(Array(CommandLine.arguments.dropFirst())) }
}
