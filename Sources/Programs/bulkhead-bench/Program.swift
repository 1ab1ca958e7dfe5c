import ArgumentParser
import Bench
import LinuxIO

@main
struct Program {
    static func main() async {
        CurrentProcess.ignoreBrokenPipes()
        await BenchCommand.main()
    }
}
