import Broker

/// Exit status: 0 the virtual machine has gone, 1 the broker could not start, 64 bad usage (sysexits).
@main
struct Program {
    static func main() { BrokerProgram.run(Array(CommandLine.arguments.dropFirst())) }
}
