import Broker
import LinuxIO
import Sandbox

/// Exit status: 0 the virtual machine has gone, 1 the broker could not start, 64 bad usage (sysexits).
@main
struct Program {
    static func main() {
        let options: BrokerOptions
        let broker: Broker
        do throws(BrokerError) {
            options = try BrokerOptions(arguments: Array(CommandLine.arguments.dropFirst()))
        } catch {
            fail("\(error)", code: 64)
        }
        CurrentProcess.ignoreBrokenPipes()
        do {
            broker = try Broker(try BrokerDescriptors.inherited(), options: options)
            try BrokerSandbox.filter.apply()
        } catch {
            fail("\(error)", code: 1)
        }
        CurrentProcess.exit(broker.run())
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        CurrentProcess.writeError("bulkhead-broker: \(text)\n")
        CurrentProcess.exit(code)
    }
}
