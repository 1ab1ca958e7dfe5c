import Channel
import LinuxEvents
import LinuxIO

/// Commands that a clone runs before it is anybody's: every part of what runs commands is translated then.
enum Rehearsal {
    /// How long each may take, in milliseconds.
    private static let limitMilliseconds: Int32 = 20_000
    private static let commands: [RunSpecification.Command] = [.arguments(["/bin/true"]), .shell("echo")]

    /// Runs them, one after the other; one that fails is only less well rehearsed.
    static func run(_ socket: PacketSocket) async {
        for (index, command) in commands.enumerated() {
            guard let specification = try? RunSpecification(command: command),
                let nothing = try? FileSystem.open("/dev/null", .readWrite), var pipe = try? OwnedDescriptor.pipe()
            else { return }
            let status = SharedDescriptor(pipe.takeFirst())
            let theirs = pipe.takeSecond()
            guard
                socket.send(
                    BrokerRequest.run(id: UInt32(index) + 1, specification).encode(),
                    descriptors: [nothing.number, nothing.number, nothing.number, theirs.number])
            else { return }
            // Ours must go, or its end would never come.
            _ = consume theirs
            _ = await status.readAll(limit: RunOutcome.lineLimit, withinMilliseconds: limitMilliseconds)
        }
    }
}
